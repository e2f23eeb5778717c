using System.Globalization;
using Bunit;
using Samokoder.Contracts.Runs;
using Samokoder.Web.Features.Studio.Conversation;
using Samokoder.Web.Features.Studio.Timeline;

namespace Samokoder.Tests.Web;

public sealed class ConversationComponentTests : BunitContext
{
    public ConversationComponentTests() => CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en");

    [Fact]
    public void A_question_offers_its_choices_until_it_is_answered()
    {
        var item = new QuestionItem(new(Guid.CreateVersion7(), "Which colour?", ["Red", "Blue"]));
        QuestionCard.Answer? given = null;
        var card = Render<QuestionCard>(p => p.Add(c => c.Item, item).Add(c => c.OnAnswer, a => given = a));

        card.FindAll("[data-testid=question-choice]")[1].Click();
        Assert.Equal(new(null, "Blue"), given);

        item.Close("Blue");
        card.Render(p => p.Add(c => c.Version, item.Version));
        Assert.Empty(card.FindAll("button"));
        Assert.Contains("Blue", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_answer_is_not_sent()
    {
        var sent = 0;
        var card = Render<QuestionCard>(p => p.Add(c => c.Item, new(new(Guid.CreateVersion7(), "Why?", []))).Add(c => c.OnAnswer, _ => sent++));
        card.Find("form").Submit();
        card.Find("input").Change("  because  ");
        card.Find("form").Submit();
        Assert.Equal(1, sent);
    }

    [Fact]
    public void Many_steps_fold_once_the_run_is_over_and_open_on_request()
    {
        var group = new StepGroup(0);
        for (var i = 0; i < 12; i++)
            group.Add(Done("read_file", $"src/{i}.ts", ToolOutcome.Succeeded));
        var view = Render<StepGroupView>(p => p.Add(v => v.Group, group));
        Assert.Equal(12, view.FindAll("[data-testid=step]").Count);

        view.Render(p => p.Add(v => v.Settled, true));
        Assert.Equal(4, view.FindAll("[data-testid=step]").Count);
        Assert.Contains("Show 8 earlier steps", view.Markup, StringComparison.Ordinal);

        view.Find(".steps-more").Click();
        Assert.Equal(12, view.FindAll("[data-testid=step]").Count);
    }

    [Fact]
    public void A_failed_step_shows_its_output_and_a_good_one_only_when_asked()
    {
        var failed = Render<StepRow>(p => p.Add(r => r.Step, Done("run_command", "npm run build", ToolOutcome.Failed, "error TS1")));
        Assert.Contains("error TS1", failed.Find("pre").TextContent, StringComparison.Ordinal);

        var good = Render<StepRow>(p => p.Add(r => r.Step, Done("run_command", "npm run build", ToolOutcome.Succeeded, "all fine")));
        Assert.Empty(good.FindAll("pre"));
        good.Find(".step-toggle").Click();
        Assert.Contains("all fine", good.Find("pre").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_tool_shows_under_its_own_name()
    {
        var row = Render<StepRow>(p => p.Add(r => r.Step, Done("take_picture", "", ToolOutcome.Succeeded)));
        Assert.Contains("take_picture", row.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_tool_says_is_text_and_never_markup()
    {
        var row = Render<StepRow>(p => p.Add(r => r.Step, Done("run_command", "<img src=x>", ToolOutcome.Failed, "<script>alert(1)</script>")));
        Assert.Empty(row.FindAll("img, script"));
    }

    private static StepItem Done(string tool, string target, ToolOutcome outcome, string? detail = null)
    {
        var step = new StepItem(new(Guid.CreateVersion7().ToString(), tool, target), default);
        step.Complete(new(step.CallId, tool, outcome, "summary", detail, 900));
        return step;
    }
}
