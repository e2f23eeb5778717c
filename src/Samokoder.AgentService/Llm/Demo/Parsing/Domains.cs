using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

internal static class Domains
{
    public static readonly Domain Generic = new("generic", "list", "emerald", "$^",
        new("My list", "entry", "title, notes, done", "First entry;Second entry;Something finished"),
        new("Мой список", "запись", "название, заметки, готово", "Первая запись;Вторая запись;Уже готово"));

    // The first that matches wins, so the narrower kinds stand first.
    public static readonly IReadOnlyList<Domain> All =
    [
        new("shopping", "cart", "emerald", @"\b(shopping|groceries|grocery)|\bпокупо?к|\bпродукт(ов|ы)\b",
            new("Shopping list", "item", "name, quantity (number), category (Food, Household, Other), bought", "Milk;Rye bread;Apples;Dish soap;Coffee"),
            new("Список покупок", "покупку", "название, количество, категория (Еда, Дом, Другое), куплено", "Молоко;Ржаной хлеб;Яблоки;Средство для посуды;Кофе")),
        new("wishes", "star", "rose", @"\bwish ?-?list|\bgift|\bвишлист|\bжелани|\bподарк",
            new("Wish list", "wish", "name, price, link, priority (Someday, Soon, Now), received", "Noise-cancelling headphones;Weekend by the sea;A good kettle"),
            new("Список желаний", "желание", "название, цена, ссылка, приоритет (Когда-нибудь, Скоро, Сейчас), получено", "Наушники;Выходные у моря;Хороший чайник")),
        new("subscriptions", "repeat", "violet", @"\bsubscription|\bподпис(к|о)",
            new("Subscriptions", "subscription", "name, price, frequency (Monthly, Yearly), next payment date, active", "Music;Cloud storage;Newspaper"),
            new("Подписки", "подписку", "название, цена, частота (Каждый месяц, Каждый год), дата следующей оплаты, активно", "Музыка;Облако;Газета")),
        new("habits", "repeat", "violet", @"\bhabit|\broutine|\bпривыч",
            new("Habit tracker", "habit", "habit, frequency (Every day, Weekdays, Weekly), streak (days), notes, done", "Read 20 pages;Morning walk;Drink water;No sugar"),
            new("Трекер привычек", "привычку", "привычка, частота (Каждый день, По будням, Раз в неделю), серия (дней), заметки, выполнено",
                "Читать 20 страниц;Утренняя прогулка;Пить воду;Без сахара")),
        new("workouts", "dumbbell", "orange", @"\bworkout|\bexercise|\bgym\b|\btraining|\bfitness|\bтренир|\bупражнен|\bфитнес",
            new("Workout log", "workout", "exercise, date, sets, reps, weight (kg), notes", "Squats;Bench press;Pull-ups;Deadlift"),
            new("Дневник тренировок", "тренировку", "упражнение, дата, подходы, повторения, вес (кг), заметки", "Приседания;Жим лёжа;Подтягивания;Становая тяга")),
        new("recipes", "pot", "orange", @"\brecipe|\bcook ?book|\bрецепт|\bкулинар|\bблюд",
            new("Recipes", "recipe", "title, category (Breakfast, Lunch, Dinner, Dessert), cooking time (min), ingredients, rating", "Pancakes;Tomato soup;Pasta with basil;Apple pie"),
            new("Рецепты", "рецепт", "название, категория (Завтрак, Обед, Ужин, Десерт), время приготовления (мин), ингредиенты, рейтинг",
                "Блины;Томатный суп;Паста с базиликом;Яблочный пирог")),
        new("books", "book", "indigo", @"\bbooks?\b|\breading|\blibrary|\bкниг|\bбиблиотек|\bчитательск",
            new("Book list", "book", "title, author, status (To read, Reading, Finished), rating, notes", "The Left Hand of Darkness;Middlemarch;The Periodic Table;Emma"),
            new("Список книг", "книгу", "название, автор, статус (Хочу прочитать, Читаю, Прочитано), рейтинг, заметки",
                "Мастер и Маргарита;Пикник на обочине;Анна Каренина;Вишнёвый сад")),
        new("movies", "film", "rose", @"\bmovie|\bfilm|\bseries\b|\bwatch ?list|\btv shows?|\bфильм|\bкино|\bсериал",
            new("Movies", "movie", "title, year, genre, rating, watched", "Playtime;Solaris;Ran;Paterson"),
            new("Фильмы", "фильм", "название, год, жанр, рейтинг, просмотрено", "Солярис;Служебный роман;Возвращение;Сталкер")),
        new("expenses", "wallet", "teal", @"\bexpens|\bspending|\bbudget|\bfinance|\bcosts\b|\bрасход|\bтрат|\bбюджет|\bфинанс",
            new("Expense tracker", "expense", "description (text), amount, category (Food, Transport, Home, Health, Fun), date", "Groceries;Bus pass;Rent;Cinema;Pharmacy"),
            new("Трекер расходов", "расход", "название, сумма, категория (Еда, Транспорт, Жильё, Здоровье, Отдых), дата",
                "Продукты;Проездной;Аренда;Кино;Аптека")),
        new("invoices", "note", "blue", @"\binvoice|\bсч[её]т(а|ов)\b",
            new("Invoices", "invoice", "client, amount, date, due date, status (Draft, Sent, Paid)", "Northwind;Corner Café;Studio Nine"),
            new("Счета", "счёт", "клиент, сумма, дата, срок оплаты (дата), статус (Черновик, Отправлен, Оплачен)", "Северный ветер;Кофейня на углу;Студия девять")),
        new("clients", "users", "blue", @"\bclients?\b|\bcustomers?\b|\bcrm\b|\bleads?\b|\bклиент|\bзаказчик",
            new("Clients", "client", "name, company, email, phone, status (Lead, Active, Past), notes", "Anna Reed;Marco Silva;Priya Nair"),
            new("Клиенты", "клиента", "имя, компания, почта, телефон, статус (Новый, Активный, Прошлый), заметки", "Анна Белова;Марк Соколов;Ирина Лебедева")),
        new("contacts", "users", "blue", @"\bcontact|\baddress ?book|\bphone ?book|\bpeople\b|\bконтакт|\bадресн|\bтелефонн(ая|ую) книг",
            new("Contacts", "contact", "name, email, phone, notes", "Anna Reed;Marco Silva;Priya Nair"),
            new("Контакты", "контакт", "имя, почта, телефон, заметки", "Анна Белова;Марк Соколов;Ирина Лебедева")),
        new("inventory", "box", "amber", @"\binventor|\bstock\b|\bwarehouse|\bsupplies|\bсклад|\bинвентар|\bтовар|\bучет товар",
            new("Inventory", "product", "name, SKU (text), quantity, price, location, in stock", "Desk lamp;Notebook A5;Office chair;USB cable"),
            new("Склад", "товар", "название, артикул, количество, цена, место, в наличии", "Настольная лампа;Блокнот А5;Кресло;Кабель USB")),
        new("jobs", "note", "indigo", @"\bjob (applications?|search|hunt)|\bваканси|\bпоиск[а]? работы",
            new("Job applications", "application", "company, position, status (Applied, Interview, Offer, Rejected), date, link, notes", "Harbour Labs;Greenfield;Paper & Pine"),
            new("Отклики на вакансии", "отклик", "компания, должность, статус (Отправлен, Собеседование, Оффер, Отказ), дата, ссылка, заметки",
                "Гавань;Зелёное поле;Бумага и сосна")),
        new("trips", "calendar", "teal", @"\btrips?\b|\btravel|\bpacking|\bпутешеств|\bпоездк|\bпоездо",
            new("Trips", "trip", "place, start date, end date, budget, notes, visited", "Lisbon;Kyoto;Tbilisi"),
            new("Путешествия", "поездку", "место, дата начала, дата окончания, бюджет, заметки", "Байкал;Калининград;Тбилиси")),
        new("birthdays", "calendar", "rose", @"\bbirthday|\bдн(ей|и|я) рожден",
            new("Birthdays", "birthday", "name, birthday, gift idea, notes", "Anna;Marco;Grandma"),
            new("Дни рождения", "день рождения", "имя, дата рождения, идея подарка, заметки", "Аня;Марк;Бабушка")),
        new("events", "calendar", "indigo", @"\bevents?\b|\bmeetings?\b|\bappointment|\bschedule|\bcalendar|\bсобыти|\bвстреч|\bмероприят|\bрасписан|\bкалендар",
            new("Events", "event", "title, date, time, place, notes", "Team lunch;Dentist;Concert"),
            new("События", "событие", "название, дата, время, место, заметки", "Обед с командой;Врач;Концерт")),
        new("plants", "leaf", "emerald", @"\bplants?\b|\bgarden|\bрастени|\bцвет(ы|ов|ник)|\bсад(а|ов)?\b",
            new("Plants", "plant", "name, place, last watered (date), notes, watered", "Monstera;Basil;Aloe"),
            new("Растения", "растение", "название, место, дата полива, заметки", "Монстера;Базилик;Алоэ")),
        new("bugs", "warning", "rose", @"\bbugs?\b|\bissues?\b|\btickets?\b|\bбаг|\bзаяв(к|о)|\bобращени",
            new("Issue tracker", "issue", "title, severity (Low, Medium, High), status (Open, In progress, Closed), description", "Login is slow;Typo on the start page;Export fails"),
            new("Заявки", "заявку", "название, важность (Низкая, Средняя, Высокая), статус (Открыта, В работе, Закрыта), описание",
                "Медленный вход;Опечатка на главной;Не работает выгрузка")),
        new("projects", "box", "indigo", @"\bprojects?\b|\bпроект",
            new("Projects", "project", "name, status (Planned, Active, Finished), deadline, budget, notes", "New website;Kitchen;Spring fair"),
            new("Проекты", "проект", "название, статус (План, В работе, Завершён), срок, бюджет, заметки", "Новый сайт;Кухня;Весенняя ярмарка")),
        new("tasks", "task", "indigo", @"\bto ?-?dos?\b|\btasks?\b|\bchores?\b|\bchecklist|\bзадач|\bсписо?к\w* дел\b|\bдела\b|\bту-?ду|\bчек-?лист",
            new("Todo list", "task", "title, priority (Low, Medium, High), due date, done", "Call the plumber;Plan the weekend;Send the report;Water the plants"),
            new("Список дел", "задачу", "название, приоритет (Низкий, Средний, Высокий), срок, выполнено",
                "Позвонить сантехнику;Спланировать выходные;Отправить отчёт;Полить цветы")),
        new("notes", "note", "amber", @"\bnotes?\b|\bjournal|\bdiary|\bзамет|\bдневник|\bзапис(и|ей|ная|ную)",
            new("Notes", "note", "title, text (long-text), date", "Ideas for the garden;A quote to keep;Questions for Monday"),
            new("Заметки", "заметку", "название, текст, дата", "Идеи для сада;Цитата на память;Вопросы к понедельнику")),
    ];

    public static Domain? Find(string text)
    {
        var folded = Words.Fold(text);
        return All.FirstOrDefault(domain => Regex.IsMatch(folded, domain.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
    }

    public static Domain Get(string? id) => All.FirstOrDefault(domain => domain.Id == id) ?? Generic;
}
