using System.ComponentModel;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;

namespace Samokoder.ApiService.Features.Usage;

/// <summary>A range of whole days in UTC, both ends included; by default the last 30.</summary>
internal sealed record DayRange(
    [property: Description("The first day, in UTC; by default 29 days before the last.")] DateOnly? From,
    [property: Description("The last day, in UTC; by default today. At most 366 days after the first.")] DateOnly? To)
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;

    public DateOnly Last(TimeProvider time) => To ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public DateOnly First(TimeProvider time)
    {
        var last = Last(time);
        return From ?? (last.DayNumber < DefaultDays ? DateOnly.MinValue : last.AddDays(1 - DefaultDays));
    }

    public DateTimeOffset Start(TimeProvider time) => new(First(time), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>The moment after the range.</summary>
    public DateTimeOffset End(TimeProvider time)
    {
        var last = Last(time);
        return last == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(last.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
    }

    public InvalidRequest? Validate(TimeProvider time)
    {
        var days = Last(time).DayNumber - First(time).DayNumber + 1;
        return new Validator()
            .Check(days > 0, "to", "It must not be before from.")
            .Check(days <= MaxDays, "from", $"The range has {days} days, and {MaxDays} are allowed.")
            .Problem;
    }
}
