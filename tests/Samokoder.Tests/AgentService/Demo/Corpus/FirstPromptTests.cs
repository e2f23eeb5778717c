using Samokoder.AgentService.Llm.Demo.Parsing;

namespace Samokoder.Tests.AgentService.Demo.Corpus;

/// <summary>What people type first, casually and with slips, and what must come of it.</summary>
public sealed class FirstPromptTests
{
    public static TheoryData<string, string> Prompts => new()
    {
        { "shoping list", "Shopping list: Name Text, Quantity Number, Category Choice[Food/Household/Other], Bought Checkbox" },
        { "grocery list pls", "Grocery list: Name Text, Quantity Number, Category Choice[Food/Household/Other], Bought Checkbox" },
        { "an expence tracker with a chart", "Expense tracker: Description Text, Amount Money, Category Choice[Food/Transport/Home/Health/Fun], Date Date | chart category" },
        { "expense tracker in euros: description, amount (EUR), date, sorted by date", "Expense tracker: Description LongText, Amount Money, Date Date | sort date" },
        { "simple todo app with kanban board", "Todo: Title Text, Priority Choice[Low/Medium/High], Due date Date, Done Checkbox | board priority" },
        { "workout log", "Workout log: Exercise Text, Date Date, Sets Number, Reps Number, Weight Number, Notes LongText" },
        { "gym tracker: exercise, sets, reps, weight (kg), date", "Gym tracker: Exercise Text, Sets Number, Reps Number, Weight Number, Date Date" },
        { "reading list with sample data", "Reading list: Title Text, Author Text, Status Choice[To read/Reading/Finished], Rating Rating, Notes LongText | examples" },
        { "i want to track my habits", "Habits: Habit Text, Frequency Choice[Every day/Weekdays/Weekly], Streak Number, Notes LongText, Done Checkbox" },
        { "inventory for my shop with photo, name, price and quantity", "Inventory for my shop: Photo Image, Name Text, Price Money, Quantity Number" },
        { "recipes with title, ingredients, tags and a photo", "Recipes: Title Text, Ingredients LongText, Tags Tags, Photo Image" },
        { "contacts", "Contacts: Name Text, Email Email, Phone Phone, Notes LongText" },
        { "CRM", "CRM: Name Text, Company Text, Email Email, Phone Phone, Status Choice[Lead/Active/Past], Notes LongText" },
        { "time tracker", "Time tracker: Task Text, Project Text, Date Date, Hours Number, Notes LongText" },
        { "food diary", "Food diary: Meal Text, Type Choice[Breakfast/Lunch/Dinner/Snack], Date Date, Calories Number, Notes LongText" },
        { "list of employees", "List of employees: Name Text, Position Text, Department Text, Email Email, Phone Phone, Start date Date" },
        { "grade book", "Grade book: Student Text, Subject Text, Grade Number, Date Date, Notes LongText" },
        { "my vinyl collection", "Vinyl collection: Title Text, Artist Text, Year Number, Genre Text, Rating Rating" },
        { "A list of games: title, genre, rating, finished", "List of games: Title Text, Genre Text, Rating Rating, Finished Checkbox" },
        { "restaurants", "Restaurants: Name Text, Address Text, Cuisine Text, Rating Rating, Notes LongText, Visited Checkbox" },
        { "invoices with export", "Invoices: Client Text, Amount Money, Date Date, Due date Date, Status Choice[Draft/Sent/Paid] | export" },
        { "birthday list", "Birthday list: Name Text, Birthday Date, Gift idea Text, Notes LongText" },
        { "Bug tracker, dark theme", "Bug tracker: Title Text, Severity Choice[Low/Medium/High], Status Choice[Open/In progress/Closed], Description LongText | dark" },
        { "subscription tracker with a blue theme", "Subscription tracker: Name Text, Price Money, Frequency Choice[Monthly/Yearly], Next payment date Date, Active Checkbox | blue" },
        { "orders and clients with name, phone", "Orders and clients: Name Text, Phone Phone" },
        { "покупки", "Покупки: Название Text, Количество Number, Категория Choice[Еда/Дом/Другое], Куплено Checkbox" },
        { "сделай список покупок пж", "Список покупок: Название Text, Количество Number, Категория Choice[Еда/Дом/Другое], Куплено Checkbox" },
        { "учёт расходов с графиком", "Учёт расходов: Название Text, Сумма Money, Категория Choice[Еда/Транспорт/Жильё/Здоровье/Отдых], Дата Date | chart category" },
        { "учёт времени", "Учёт времени: Задача Text, Проект Text, Дата Date, Часы Number, Заметки LongText" },
        { "книги которые я прочитал", "Список книг: Название Text, Автор Text, Статус Choice[Хочу прочитать/Читаю/Прочитано], Рейтинг Rating, Заметки LongText" },
        { "клиенты", "Клиенты: Имя Text, Компания Text, Почта Email, Телефон Phone, Статус Choice[Новый/Активный/Прошлый], Заметки LongText" },
        { "дневник тренировок", "Дневник тренировок: Упражнение Text, Дата Date, Подходы Number, Повторения Number, Вес Number, Заметки LongText" },
        { "трекер привычек с примерами", "Трекер привычек: Привычка Text, Частота Choice[Каждый день/По будням/Раз в неделю], Серия Number, Заметки LongText, Выполнено Checkbox | examples" },
        { "рецепты с фото и тегами", "Рецепты: Фото Image, Теги Tags" },
        { "доска задач: название, статус (новые, в работе, готово), срок", "Доска задач: Название Text, Статус Choice[Новые/В работе/Готово], Срок Date | board status" },
        { "список дел в тёмной теме", "Список дел: Название Text, Приоритет Choice[Низкий/Средний/Высокий], Срок Date, Выполнено Checkbox | dark" },
        { "сотрудники", "Сотрудники: Имя Text, Должность Text, Отдел Text, Почта Email, Телефон Phone, Дата начала Date" },
        { "склад: товар, артикул, остаток, цена", "Склад: Товар Text, Артикул Text, Остаток Number, Цена Money" },
        { "подписки", "Подписки: Название Text, Цена Money, Частота Choice[Каждый месяц/Каждый год], Дата следующей оплаты Date, Активно Checkbox" },
        { "заказы с экспортом", "Заказы: Заказ Text, Клиент Text, Сумма Money, Дата Date, Статус Choice[Новый/Оплачен/Отправлен] | export" },
        { "список лекарств", "Список лекарств: Название Text, Доза Text, Время Time, Принято Checkbox, Заметки LongText" },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void A_prompt_becomes_the_app_that_it_means(string prompt, string expected)
    {
        var spec = PromptParser.Parse(prompt).Spec;
        string[] extra = ["sort", "board", "group", "chart"];
        var facts = SpecFacts.Of(spec).Where(line => line is "examples" or "export" || extra.Contains(line.Split(' ')[0], StringComparer.Ordinal)).ToList();
        if (spec.Theme != Samokoder.AgentService.Llm.Demo.Specs.Theme.System)
            facts.Add(spec.Theme.ToString());
        if (spec.Accent != Domains.Get(spec.Entities[0].Domain).Accent)
            facts.Add(spec.Accent);
        Assert.Equal(expected, $"{PromptTests.Describe(spec)}{string.Concat(facts.Select(fact => " | " + fact))}", ignoreCase: true);
    }

    [Theory]
    [InlineData("a chess game", "game")]
    [InlineData("build me tetris", "game")]
    [InlineData("a landing page for my bakery", "site")]
    [InlineData("an online shop", "site")]
    [InlineData("telegram bot", "messenger")]
    [InlineData("a calculator", "calculator")]
    [InlineData("сделай игру змейка", "game")]
    [InlineData("интернет-магазин", "site")]
    [InlineData("чат с друзьями", "messenger")]
    [InlineData("A game collection with title and year", null)]
    [InlineData("Blog posts: title, date", null)]
    [InlineData("shopping list", null)]
    public void It_knows_what_it_cannot_build(string prompt, string? limit) => Assert.Equal(limit, Limits.AppOf(prompt)?.Id);

    [Fact]
    public void The_nearest_thing_that_it_offers_it_can_do()
    {
        foreach (var limit in Limits.OfApps)
            Assert.All(new[] { limit.En, limit.Ru }, texts => Assert.True(PromptParser.Parse(texts.Nearest).Recognised && Limits.AppOf(texts.Nearest) is null, texts.Nearest));
        foreach (var limit in Limits.OfParts)
            Assert.All(new[] { limit.En, limit.Ru }, texts => Assert.IsNotType<SpecChange.OutOfReach>(Assert.Single(ChangeParser.Parse(texts.Nearest))));
    }
}
