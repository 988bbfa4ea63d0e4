namespace OpsPortal.Lab.Hosting;

internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int BadSetting = 2;
    public const int PortTaken = 3;
    public const int CannotWrite = 4;
}
