import { useState } from 'react';

type Theme = 'light' | 'dark';

const root = document.documentElement;
/** The page's own theme is part of the key: when the app's look changes, an older choice no longer overrides it. */
const STORAGE_KEY = `theme-over-${root.dataset.theme ?? 'system'}`;

/** The visitor's choice of theme, kept in this browser; without one the page's own, or the system's. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const [theme, setTheme] = useState<Theme>(initialTheme);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    root.dataset.theme = next;
    setTheme(next);
    try {
      localStorage.setItem(STORAGE_KEY, next);
    } catch {
      // The choice then lasts as long as the page.
    }
  };
  return { theme, toggle };
}

function initialTheme(): Theme {
  const own = storedTheme() ?? root.dataset.theme;
  if (own === 'light' || own === 'dark') {
    root.dataset.theme = own;
    return own;
  }
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function storedTheme(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
