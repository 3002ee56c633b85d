// Compares what a generated client made of an answer with the answer itself: nothing may be lost on the way.
export function lost(raw: unknown, back: unknown, at = ""): string[] {
  if (raw === back) return [];
  if (isObject(raw) && isObject(back) && Array.isArray(raw) === Array.isArray(back)) {
    const names = [...new Set([...Object.keys(raw), ...Object.keys(back)])];
    return names.flatMap((name) => lost(raw[name], back[name], `${at}/${name}`));
  }
  return [`${at}: ${JSON.stringify(raw)} became ${JSON.stringify(back)}`];
}

export function complain(what: string, differences: string[]): void {
  if (differences.length) throw new Error(`${what}: ${differences.slice(0, 20).join("; ")}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
