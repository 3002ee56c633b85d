// Starts the reference page. A file of its own, because the page allows no inline script.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Paths begin where the page says, be that the root of the host or a stage.
const { base, contract } = document.getElementById("reference").dataset;
const here = window.location.origin + base;

// A link to an operation (`#/events/list_events`) opens the part of its tag.
const [, tag] = window.location.hash.split("/");
const link = tag && document.querySelector(`nav a[data-tag="${CSS.escape(tag)}"]`);
if (link && !window.location.search) window.location.replace(link.href + window.location.hash);

// An example of a parameter that may be left out would be sent with every try.
const leaveEmpty = (parameter) => {
  if (!parameter.required) delete parameter.example;
};

const fitForTrying = (document) => {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) operation.parameters?.forEach(leaveEmpty);
  }
  Object.values(document.components?.parameters ?? {}).forEach(leaveEmpty);
  return { ...document, servers: [{ url: here }] };
};

const trying = () => ({
  statePlugins: { spec: { wrapActions: { updateJsonSpec: (next) => (document) => next(fitForTrying(document)) } } },
});

// The renderer makes the path of an operation a link inside a button, which a screen reader cannot offer.
const withoutLinksInButtons = () => ({
  wrapComponents: { DeepLink: (_, { React }) => ({ text }) => React.createElement("span", {}, text) },
});

window.ui = SwaggerUIBundle({
  url: window.location.origin + contract,
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1, // each operation shows its own schemas
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false, // a key is not left behind in the browser
  validatorUrl: null, // nothing is asked of another host
  plugins: [trying, withoutLinksInButtons],
  onComplete: () => document.getElementById("servers")?.setAttribute("aria-label", "Server"), // the renderer's has no label
});
