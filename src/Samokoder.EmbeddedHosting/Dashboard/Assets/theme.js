// Before the first paint, so that a dark page never flashes white.
const stored = localStorage.getItem('theme');
if (stored) document.documentElement.dataset.theme = stored;
addEventListener('DOMContentLoaded', () => document.getElementById('theme')?.addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', document.documentElement.dataset.theme);
}));
