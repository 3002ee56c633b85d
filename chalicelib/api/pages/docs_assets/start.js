// Starts the reference page. A file of its own, because the page allows no inline script.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Paths begin where the page says, be that the root of the host or a stage.
const here = window.location.origin + document.getElementById("reference").dataset.base;

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

window.ui = SwaggerUIBundle({
  url: `${here}/openapi.json`,
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1, // hundreds of schemas; each operation shows its own
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false, // a key is not left behind in the browser
  validatorUrl: null, // nothing is asked of another host
  plugins: [trying],
  onComplete: () => document.getElementById("servers")?.setAttribute("aria-label", "Server"), // the renderer's has no label
});
