using App;
using Microsoft.AspNetCore.DataProtection;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorPages();
builder.Services.AddSingleton<Database>();
// What protects forms and sign-ins must outlive a restart.
builder.Services.AddDataProtection().SetApplicationName("app").PersistKeysToFileSystem(new DirectoryInfo("data/keys"));

var app = builder.Build();
app.UseStaticFiles();
app.MapRazorPages();
app.MapNotes();
app.Run();
