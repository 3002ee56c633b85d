// What a user of the generated TypeScript types would write: every name below is checked against the contract.
import createClient from "openapi-fetch";
import type { components, paths } from "./aifacts";

const [base, key] = process.argv.slice(2) as [string, string];
type Json = "application/json" | "application/problem+json"; // lists can also be CSV and JSON lines
const client = createClient<paths, Json>({ baseUrl: base, headers: { Authorization: `Bearer ${key}` } });

const { data: company, error } = await client.GET("/v1/companies/{slug}", {
  params: { path: { slug: "deepseek" }, query: { include: "facts" } },
});
if (error) throw new Error(`${error.code}: ${error.detail}`);
const disputed: string[] = company.disputed;

const { data: page } = await client.GET("/v1/events", { params: { query: { limit: 5, "date[gte]": "2025-01" } } });
for (const event of page?.items ?? []) console.log(event.ref, event.title);

const fact: components["schemas"]["FactCreate"] = {
  entity: "company/deepseek",
  property: "country",
  value: "CN",
  evidence: { source: "source/qwen-2.5-article", basis: "third_party_report" },
};
const recorded = await client.POST("/v1/facts", { body: { facts: [fact] } });
const missing = await client.GET("/v1/companies/{slug}", { params: { path: { slug: "nobody" } } });
if (!recorded.data || missing.error?.code !== "not_found") throw new Error("not as the contract says");
console.log(company.ref, disputed.length);
