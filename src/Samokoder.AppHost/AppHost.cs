using Aspire.Hosting.ApplicationModel;

var builder = DistributedApplication.CreateBuilder(args);

// Secrets: generated at the first start, kept in the data folder, overridden by Parameters__<name>.
// 44 letters and digits are valid base64 of 33 bytes.
var key = () => new GenerateParameterDefault { MinLength = 44, Special = false };
var signingKey = builder.AddParameter("auth-signing-key", key(), secret: true, persist: true);
var ticketKey = builder.AddParameter("preview-ticket-key", key(), secret: true, persist: true);
var serviceToken = builder.AddParameter("internal-service-token", key(), secret: true, persist: true);
var ringKey = builder.AddParameter("key-ring-key", key(), secret: true, persist: true);
var dataPath = builder.Configuration["Samokoder:DataPath"] ?? Path.GetFullPath("../../data", builder.AppHostDirectory);
var previewDomain = builder.Configuration["Preview:Domain"] ?? "preview.localhost";

// Stores: Postgres holds what must not be lost, Redis may be emptied at any moment.
var postgres = builder.AddPostgres("postgres").WithDataVolume();
var database = postgres.AddDatabase("samokoderdb");
var redis = builder.AddRedis("redis");

// Databases of the generated apps: a second, small server, which only the agent reaches.
var appDatabases = builder.AddPostgres("appdb").WithDataVolume().WithArgs(
    "-c", "shared_buffers=16MB", "-c", "max_connections=200", "-c", "max_parallel_workers=0", "-c", "max_worker_processes=2", "-c", "autovacuum_max_workers=1",
    "-c", "max_wal_size=256MB", "-c", "wal_level=minimal", "-c", "max_wal_senders=0");

// Runs, agents and sandboxes. Only our own services talk to it.
var agent = builder.AddProject<Projects.Samokoder_AgentService>("agent")
    .WithHttpEndpoint(name: "http")
    .WithHttpEndpoint(name: "private", env: "PRIVATE_PORT")
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(redis).WaitFor(redis)
    .WithReference(appDatabases)
    .WithEnvironment("Internal__ServiceToken", serviceToken)
    .WithEnvironment("DataProtection__Key", ringKey)
    .WithEnvironment("Samokoder__DataPath", dataPath)
    .WithEnvironment("DOTNET_TieredPGO", "0") // Its steps are short and various: code that counts itself first only keeps the compiler busy.
    .WithEnvironment("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");

// Preview URLs to dev containers. The runtime settings suit a proxy and punish anything that blocks (docs/performance.md).
var gateway = builder.AddProject<Projects.Samokoder_PreviewGateway>("gateway")
    .WithHttpEndpoint(port: 8082, name: "http")
    .WithExternalHttpEndpoints()
    .WithHttpEndpoint(name: "private", env: "PRIVATE_PORT")
    .WithHttpHealthCheck("/health")
    .WithReference(redis).WaitFor(redis)
    .WithReference(agent)
    .WithEnvironment("Preview__TicketKey", ticketKey)
    .WithEnvironment("Preview__Domain", previewDomain)
    .WithEnvironment("Internal__ServiceToken", serviceToken)
    .WithEnvironment("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")
    .WithEnvironment("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

// REST and server-sent events, and every rule about who may do what.
var api = builder.AddProject<Projects.Samokoder_ApiService>("api")
    .WithHttpEndpoint(port: 8081, name: "http")
    .WithExternalHttpEndpoints()
    .WithHttpEndpoint(name: "private", env: "PRIVATE_PORT")
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(redis).WaitFor(redis)
    .WithReference(agent)
    .WithEnvironment("Auth__SigningKey", signingKey)
    .WithEnvironment("Preview__TicketKey", ticketKey)
    .WithEnvironment("Preview__Domain", previewDomain)
    .WithEnvironment("Preview__Scheme", "http")
    .WithEnvironment("Preview__Port", $"{gateway.GetEndpoint("http").Property(EndpointProperty.Port)}")
    .WithEnvironment("Internal__ServiceToken", serviceToken)
    .WithEnvironment("DataProtection__Key", ringKey)
    .WithEnvironment("Samokoder__DataPath", dataPath)
    .WithEnvironment("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");

// The browser's one origin.
var web = builder.AddProject<Projects.Samokoder_Web>("web")
    .WithHttpEndpoint(port: 8080, name: "http")
    .WithExternalHttpEndpoints()
    .WithHttpEndpoint(name: "private", env: "PRIVATE_PORT")
    .WithHttpHealthCheck("/health")
    .WithReference(api)
    .WithEnvironment("Samokoder__DataPath", dataPath)
    .WithEnvironment("Auth__SigningKey", signingKey)
    .WithEnvironment("Preview__Domain", previewDomain)
    .WithEnvironment("Preview__Port", $"{gateway.GetEndpoint("http").Property(EndpointProperty.Port)}");

// One machine runs everything: each service gives memory back rather than keep it for later.
foreach (var service in new[] { agent, gateway, api, web })
{
    service
        .WithEnvironment("DOTNET_gcServer", "0")
        .WithEnvironment("DOTNET_GCConserveMemory", "5")
        .WithEnvironment("Logging__LogLevel__Microsoft.AspNetCore", "Warning");
}

builder.Build().Run();
