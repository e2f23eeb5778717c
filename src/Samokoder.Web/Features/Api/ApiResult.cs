using System.Diagnostics.CodeAnalysis;

namespace Samokoder.Web.Features.Api;

/// <summary>Either a value or the failure that the person must be told.</summary>
public sealed class ApiResult<T>
{
    private ApiResult()
    {
    }

    /// <summary>For interfaces, which no implicit conversion can take.</summary>
    public ApiResult(T value) => Value = value;

    public T? Value { get; private init; }

    public ApiFailure? Failure { get; private init; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Ok => Failure is null;

    public static implicit operator ApiResult<T>(ApiFailure failure) => new() { Failure = failure };

    public static implicit operator ApiResult<T>(T value) => new() { Value = value };
}

/// <summary>The value of a call that answers nothing.</summary>
public readonly record struct Nothing;
