using Microsoft.AspNetCore.Connections;
using OpsPortal.Lab.History;
using OpsPortal.Lab.Hosting;

var builder = WebApplication.CreateSlimBuilder(args is [HistoryCommand.Name, ..] ? [] : args);
if (args is [HistoryCommand.Name, ..])
    return HistoryCommand.Run(args[1..], builder.Configuration, TimeProvider.System);

var (options, errors) = LabOptions.Read(builder.Configuration);
if (options is null)
{
    foreach (var error in errors)
        Console.Error.WriteLine($"lab: {error}");
    return ExitCodes.BadSetting;
}

builder.AddLab(options);
var app = builder.Build();
app.MapLab();

try
{
    // Asked for inside: opening the world may find a broken file.
    var loops = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
    await app.RunAsync();
    return loops.Exists(l => l.ExecuteTask is { IsFaulted: true }) ? ExitCodes.Failed : ExitCodes.Ok;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    Console.Error.WriteLine($"lab: {e.Message.TrimEnd('.')}; end what uses it or set Lab__BasePort to a free range of ten ports");
    return ExitCodes.PortTaken;
}
catch (InvalidDataException e)
{
    Console.Error.WriteLine($"lab: {e.Message}");
    return ExitCodes.BadSetting;
}
