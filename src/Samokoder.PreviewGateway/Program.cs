using Samokoder.Contracts;
using Samokoder.PreviewGateway;
using Samokoder.ServiceDefaults;
using Samokoder.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRedis(ServiceNames.Redis);
builder.AddPreviewGateway();

var app = builder.Build();
app.UsePlainErrors();
app.UsePreviews(); // ends every request to a preview's host; what follows is for the gateway's own
app.UseRouting();
app.MapDefaultEndpoints();
app.Run();
