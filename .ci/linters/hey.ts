// What a user of hey-api's client would write: its types know every member, and its answers are the JSON itself.
import { createClient } from "./generated/hey/client";
import * as made from "./generated/hey/sdk.gen";
import type { CompanyCreate, Erased, Missing } from "./generated/hey/types.gen";

const [baseUrl, auth] = process.argv.slice(2) as [string, string];
const client = createClient({ baseUrl, auth });
const evidence = { source: "source/qwen-2.5-article", basis: "third_party_report" } as const;
const body: CompanyCreate = { slug: "typed", name: "Typed", country: { missing: "unknown" }, evidence };

async function main(): Promise<void> {
  const created = await made.createCompany({ client, body, throwOnError: true });
  const country: string | Missing | Erased | undefined = created.data.country;
  const read = await made.readCompany({ client, path: { slug: "typed" }, query: { include: "facts" }, throwOnError: true });
  const listed = await made.listEvents({ client, query: { expand: ["participants", "cause"] }, throwOnError: true });
  const facts = await made.listFacts({ client, query: { entity: read.data.ref, property: ["name"] }, throwOnError: true });
  const refs = ["model/qwen-2.5", "model/deepseek-v3"];
  const compared = await made.compare({ client, query: { refs }, throwOnError: true });
  const asked = compared.data.entities.map((each) => each.ref);
  const values = facts.data.items.map((fact) => fact.value);
  if (JSON.stringify([country, values, asked]) !== JSON.stringify([body.country, ["Typed"], refs])) {
    throw new Error(`not as the contract says: ${JSON.stringify([country, values, asked])}`);
  }
  if (!Object.keys(listed.data.expanded ?? {}).length) throw new Error("nothing is expanded");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
