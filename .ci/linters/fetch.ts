// What a user of openapi-generator's typescript-fetch would write: every kind, read whole, and bodies sent.
import { readFileSync } from "node:fs";
import * as made from "./generated/fetch";
import { complain, lost } from "./whole";

const [url, key, file] = process.argv.slice(2) as [string, string, string];
const examples = JSON.parse(readFileSync(file, "utf8"));
const configuration = new made.Configuration({ basePath: url, accessToken: key });
const all = made as unknown as Record<string, any>; // the names of kinds are put together
const camel = (name: string) => name[0].toUpperCase() + name.slice(1);

async function whole(component: string, asked: Promise<{ raw: Response; value(): Promise<unknown> }>): Promise<any> {
  const answer = await asked;
  const raw = await answer.raw.clone().json();
  const back = JSON.parse(JSON.stringify(all[`${component}ToJSON`](await answer.value())));
  complain(`${component} of ${answer.raw.url}`, lost(raw, back));
  return raw;
}

async function ofAKind(plural: string, kind: string, bodies: any[]): Promise<void> {
  const [api, name] = [new all[`${camel(plural)}Api`](configuration), camel(kind)];
  for (const body of bodies) {
    const sent = { [`${kind}Create`]: all[`${name}CreateFromJSON`](body) };
    await whole(name, api[`create${name}Raw`]({ ...sent, allowDuplicate: true }));
  }
  const page = await whole(`${name}Page`, api[`list${camel(plural)}Raw`]({ limit: 100 }));
  for (const { slug } of page.items) {
    await whole(name, api[`read${name}Raw`]({ slug, include: "facts", explain: true }));
  }
  const asked = { slug: page.items[0].slug, limit: 100 };
  await whole("FactPage", api[`list${name}FactsRaw`](asked));
  await whole("RevisionPage", api[`list${name}HistoryRaw`](asked));
  await whole("EventPage", api[`list${name}TimelineRaw`](asked));
}

async function main(): Promise<void> {
  for (const [plural, kind] of Object.entries<string>(examples.kinds)) {
    await ofAKind(plural, kind, examples.bodies.filter(([named]: [string]) => named === kind).map((each: any) => each[1]));
  }
  const facts = new made.FactsApi(configuration);
  const views = new made.ViewsApi(configuration);
  const source = "source/qwen-2.5-article";
  const page = await whole("FactPage", facts.listFactsRaw({ source, property: ["parameters", "name"] }));
  await whole("Fact", facts.readFactRaw({ id: page.items[0].id }));
  const refs = ["model/qwen-2.5", "model/deepseek-v3", "model/nobody"];
  await whole("Comparison", views.compareRaw({ refs, properties: ["released", "remarks"] }));
  const expand: any = ["participants", "cause"];
  await whole("EventPage", new made.EventsApi(configuration).listEventsRaw({ expand, limit: 100 }));
  await whole("FactsOrOutcomes", facts.recordFactsRaw({ factsCreate: made.FactsCreateFromJSON(examples.facts) }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
