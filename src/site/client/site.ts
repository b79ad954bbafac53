/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Runs in the head of every page, before it is shown: the theme; and when it is there: filters, deep links. */
const KEY = "tenant-contracts-theme";
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const stored = (): Theme => {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    // Pages opened from files may have no storage.
    return "system";
  }
};

const apply = (theme: Theme): void => {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};

const offerThemes = (button: HTMLElement): void => {
  let theme = stored();
  const show = () => {
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
    apply(theme);
    show();
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It holds for this page, then.
    }
  });
  show();
  button.hidden = false;
};

const startFilters = (form: HTMLFormElement): void => {
  const entries = [...document.querySelectorAll<HTMLElement>(".entry")].map((entry) => ({
    entry,
    words: (entry.textContent ?? "").toLowerCase(),
  }));
  const output = form.querySelector("output");
  const narrow = () => {
    const data = new FormData(form);
    const words = String(data.get("words") ?? "")
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const choices = [...form.querySelectorAll("select")].filter(({ value }) => value !== "");
    let count = 0;
    for (const { entry, words: text } of entries) {
      const fits =
        choices.every(({ name, value }) => (entry.dataset[name] ?? "").split(" ").includes(value)) &&
        words.every((word) => text.includes(word));
      entry.hidden = !fits;
      if (fits) count++;
    }
    if (output !== null) output.textContent = `${count} of ${entries.length}`;
  };
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  narrow();
};

/** Shows what a deep link leads to: what is folded around it is opened, and a filter that hides it is emptied. */
const showTarget = (): void => {
  let id: string;
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const target = id === "" ? null : document.getElementById(id);
  if (target === null) return;
  for (
    let around = target.closest("details");
    around !== null;
    around = around.parentElement?.closest("details") ?? null
  )
    around.open = true;
  if (target.hidden) {
    const form = document.querySelector<HTMLFormElement>("form[role=search]");
    form?.reset();
    form?.dispatchEvent(new Event("input"));
  }
  target.scrollIntoView();
};

apply(stored());
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  if (button !== null) offerThemes(button);
  for (const form of document.querySelectorAll<HTMLFormElement>("form[role=search]")) startFilters(form);
  showTarget();
  window.addEventListener("hashchange", showTarget);
});
