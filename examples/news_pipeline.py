"""Reads an article, and writes its events with their source: KEY=... python examples/news_pipeline.py [--prompt].

`--prompt` prints the prompt for a language model. An answer is recorded in `recorded_answer.json`, so that this runs
without a model. You can run it twice: the second run finds everything on record, and changes nothing.
"""

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BASE = os.environ.get("BASE", "http://127.0.0.1:8000")
HEADERS = {"Authorization": f"Bearer {os.environ.get('KEY', '')}", "Content-Type": "application/json"}
HERE = Path(__file__).parent
ARTICLE = json.loads((HERE / "article.json").read_text())
ANSWER = json.loads((HERE / "recorded_answer.json").read_text())
TYPES = ("stock_move", "index_move")  # the events that this extractor looks for
NEEDED = ["type", "title", "date", "quote"]
PROMPT = """List the events of the article below as JSON that fits the schema.
Write names as the article does, each as {"text": name}. Write dates as YYYY-MM-DD and amounts as decimal strings.
Leave out what the article does not say. `quote` has the words of the article, at most a sentence.
"""


def send(path, body=None, **headers):
    """Send a request. A refusal lists all its faults: print them and stop."""
    sent = {**(HEADERS if body else {}), **headers}
    try:
        with urlopen(Request(BASE + path, data=body and json.dumps(body).encode(), headers=sent)) as answer:
            return json.load(answer)
    except HTTPError as refusal:
        sys.exit(f"{path}: {json.dumps(json.load(refusal), indent=2)}")


def slug_of(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def extraction_schema():
    """Derive the JSON schema of an extraction from the vocabulary."""
    vocabulary = send("/v1/vocabulary")
    event = next(kind for kind in vocabulary["kinds"] if kind["name"] == "event")
    shared = [each for each in event["properties"] if each["name"] in ("title", "date", "participants")]
    choices = []
    for each in vocabulary["event_types"]:
        if each["name"] in TYPES:
            own = {declared["name"]: form(declared, each["roles"]) for declared in [*shared, *each["properties"]]}
            fields = {"type": {"const": each["name"]}, "quote": {"type": "string"}, **own}
            choices.append({"description": each["meaning"], "properties": fields, "required": NEEDED})
    return {"properties": {"events": {"type": "array", "items": {"anyOf": choices}}}}


def form(declared, roles):
    """Return the JSON schema of a property."""
    text = {"type": "string"}
    forms = {"ref": {"properties": {"text": text}}, "quantity": {"properties": {"amount": text, "unit": text}}}
    schema = forms.get(declared["type"], text)
    if declared["name"] == "participants":
        schema = {"type": "array", "items": {"properties": {"value": schema, "role": {"enum": roles}}}}
    example = "" if declared["type"] == "ref" else f" Example: {json.dumps(declared['example'])}"
    return {"description": declared["meaning"] + example, **schema}


def resolve(events):
    """Replace each name by a ref on record, or by that of a new company; return the new ones by ref."""
    members = [(part, "value", "company") for event in events for part in event.get("participants", ())]
    members += [(event, "instrument", "instrument") for event in events if "instrument" in event]
    names = [{"name": holder[member]["text"], "kind": kind} for holder, member, kind in members]
    created = {}
    for (holder, member, kind), found in zip(members, send("/v1/resolve", {"names": names})["items"], strict=True):
        if found["status"] == "match":
            holder[member] = found["ref"]
        elif found["status"] == "no_match" and kind == "company":
            holder[member] = f"company/{slug_of(found['name'])}"
            created[holder[member]] = found["name"]
        # Every other name stays a text, which a reader can resolve later.
    return created


def batch_of(events):
    """Build one batch: the source, the new companies, and each event, new or as an addition to the one on record."""
    source = {"kind": "source", "if_exists": "use", **ARTICLE["source"]}
    evidence = {"source": f"source/{source['slug']}", "basis": "third_party_report"}
    created = resolve(events)
    entities = [source]
    for ref, name in created.items():
        entities.append({"kind": "company", "slug": ref.split("/")[1], "name": name, "evidence": evidence})
    for event in events:
        quote = event.pop("quote")
        body = {"kind": "event", "slug": slug_of(f"{event['title']} {event['date']}"), "status": "completed", **event}
        if found := send("/v1/duplicates", body)["items"]:
            body["slug"] = found[0]["ref"].split("/")[1]
            del body["title"]  # the event on record has one
        entities.append({**body, "if_exists": "add", "evidence": {**evidence, "quote": quote}})
    return {"entities": entities}


def main():
    if "--prompt" in sys.argv:
        print(PROMPT, json.dumps(extraction_schema()), *ARTICLE["text"], sep="\n")
        return
    batch = batch_of(ANSWER["events"])
    print("dry run:", json.dumps(send("/v1/batch?dry_run=true", batch)["counts"]))
    same = hashlib.sha256(json.dumps(batch).encode()).hexdigest()  # sent again, the same batch is the same request
    print("written:", json.dumps(send("/v1/batch", batch, **{"Idempotency-Key": same})["counts"]))
    for event in batch["entities"]:
        if event["kind"] == "event":
            print(f"{BASE}/events/{event['slug']}")


main()
