/// <reference lib="dom" />

/** Where scripts of this site that are loaded later leave what they bring: modules may not be loaded from `file:`. */
export interface Registry {
  provide(name: string, value: unknown): void;
  /** What was left so far. */
  readonly provided: ReadonlyMap<string, unknown>;
}

const provided = new Map<string, unknown>();
const loading = new Map<string, Promise<unknown>>();

/** Makes the page ready for scripts that bring something: `tenantContracts.provide(name, value)`. */
export const openRegistry = (): void => {
  const registry: Registry = { provide: (name, value) => void provided.set(name, value), provided };
  (globalThis as { tenantContracts?: Registry }).tenantContracts = registry;
};

const fetchScript = (name: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset.root ?? ""}assets/${name}.js`;
    script.addEventListener("load", () => resolve(provided.get(name)));
    script.addEventListener("error", () => {
      loading.delete(name);
      reject(new Error(`this site's file assets/${name}.js cannot be loaded`));
    });
    document.head.append(script);
  });

/** What the script `assets/<name>.js` brings; it is loaded once. */
export const load = <T>(name: string): Promise<T> => {
  let found = loading.get(name);
  if (found === undefined) {
    found = fetchScript(name);
    loading.set(name, found);
  }
  return found as Promise<T>;
};
