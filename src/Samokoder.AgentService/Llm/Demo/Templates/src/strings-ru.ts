/** Все тексты приложения. */
export const locale = 'ru';

const plural = new Intl.PluralRules(locale);

function countEntries(count: number): string {
  const words: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'запись', few: 'записи' };
  return `${count} ${words[plural.select(count)] ?? 'записей'}`;
}

export const strings = {
  summary: (count: number) => (count === 0 ? 'Пока пусто' : countEntries(count)),
  search: 'Поиск',
  all: 'Все',
  remaining: 'Осталось',
  yes: 'Да',
  no: 'Нет',
  anyOf: (label: string) => `${label}: все`,
  sortBy: 'Порядок',
  newestFirst: 'Сначала новые',
  figures: 'Итоги',
  entries: 'Записей',
  of: (count: number) => `из ${count}`,
  total: (label: string) => `${label}, всего`,
  average: (label: string) => `${label}, в среднем`,
  actions: 'Действия',
  editNamed: (title: string) => `Изменить: ${title}`,
  deleteNamed: (title: string) => `Удалить: ${title}`,
  added: (title: string) => `Добавлено: ${title}`,
  deleted: (title: string) => `Удалено: ${title}`,
  undo: 'Вернуть',
  save: 'Сохранить',
  cancel: 'Отмена',
  close: 'Закрыть',
  clear: 'Очистить',
  notChosen: 'Не выбрано',
  stars: (count: number) => `${count} из 5`,
  late: 'срок прошёл',
  emptyTitle: 'Пока пусто',
  emptyHint: 'Добавьте первую запись или посмотрите, как всё устроено, на примерах: их можно удалить в любой момент.',
  addExamples: 'Добавить примеры',
  nothingFound: 'Ничего не найдено',
  nothingFoundHint: 'Под поиск и фильтры не подходит ни одна запись.',
  showAll: 'Показать все',
  useDarkTheme: 'Включить тёмную тему',
  useLightTheme: 'Включить светлую тему',
  errorRequired: 'Заполните это поле.',
  errorNumber: 'Введите число, например 12 или 3,5.',
  errorEmail: 'Введите адрес почты, например name@example.org.',
  errorUrl: 'Введите адрес сайта, например example.org.',
  errorPhone: 'Введите номер телефона, например +7 900 000-00-00.',
  problemDamaged: 'Сохранённые данные не читаются, поэтому список начат заново. Копия старых данных осталась в этом браузере.',
  problemNewer: 'Данные сохранены более новой версией приложения, поэтому список начат заново. Их копия осталась в этом браузере.',
  problemNotSaved: 'Браузер не сохранил изменение: хранилище заполнено или выключено. Данные пропадут, когда страница закроется.',
};
