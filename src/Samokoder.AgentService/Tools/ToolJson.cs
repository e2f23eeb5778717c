using System.Text.Json;
using Samokoder.Contracts;

namespace Samokoder.AgentService.Tools;

/// <summary>How arguments of tools are read: as the contract's JSON, and what a record needs must be there.</summary>
internal static class ToolJson
{
    public static JsonSerializerOptions Options { get; } = new(ContractJson.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
}
