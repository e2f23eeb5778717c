using Microsoft.OpenApi;
using Samokoder.Contracts;
using Scalar.AspNetCore;

namespace Samokoder.ApiService.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and a page to browse it at <c>/docs</c>, without anything from elsewhere.</summary>
internal static class ApiReference
{
    private const string CookieScheme = "cookie";
    private const string BearerScheme = "bearer";

    public static void AddApiReference(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer<OperationDetails>();
        options.AddSchemaTransformer<ContractSchemas>();
    });

    public static void MapApiReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = "Samokoder API";
            options.DisableAgent().DisableMcp().DisableTelemetry().DisableDefaultFonts();
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Samokoder",
            Version = "v1",
            Description = "Describe an app, watch it being built, use it. Errors are problem details (RFC 9457) with a stable `code`.",
        };
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [CookieScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = ServiceNames.AccessTokenCookie,
                Description = "Set by register, login and refresh. Requests that change something also need a matching Origin.",
            },
            [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
        document.Security =
        [
            new() { [new OpenApiSecuritySchemeReference(CookieScheme, document)] = [] },
            new() { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
        ];
    }
}
