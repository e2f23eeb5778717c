using Samokoder.EmbeddedHosting.Redis;

// The engine is a library; as a program it is only the process of the embedded Redis server (docs/adr/0002).
if (args is not [GarnetServerProgram.Verb])
{
    await Console.Error.WriteLineAsync("This is the engine of Samokoder. Start the whole application with ./run.");
    return 2;
}

await GarnetServerProgram.RunAsync();
return 0;
