using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>Version 1 of the service catalogue, so that a fresh desk works without being set up. Once released it is never changed: it stands in no log.</summary>
internal static class ShippedCatalogue
{
    public static CatalogueDefined Definition { get; } = new(1, Instant.FromUnixTimeTicks(0), Categories(), Types(), "service:intake", Instant.FromUnixTimeTicks(0));

    private static CatalogueCategory[] Categories() =>
    [
        new("hardware", null, new("硬件", "Hardware")),
        new("computer", "hardware", new("电脑", "Computer")),
        new("printer", "hardware", new("打印机", "Printer")),
        new("peripheral", "hardware", new("外设", "Peripheral device")),
        new("software", null, new("软件", "Software")),
        new("operating-system", "software", new("操作系统", "Operating system")),
        new("office-software", "software", new("办公软件", "Office software")),
        new("business-application", "software", new("业务系统", "Business application")),
        new("network", null, new("网络", "Network")),
        new("wired-network", "network", new("有线网络", "Wired network")),
        new("wireless-network", "network", new("无线网络", "Wireless network")),
        new("vpn", "network", new("虚拟专用网", "VPN")),
        new("account", null, new("账号权限", "Account and permission")),
        new("password", "account", new("密码", "Password")),
        new("permission", "account", new("权限", "Permission")),
        new("other", null, new("其他", "Other")),
    ];

    private static RequestType[] Types() =>
    [
        new("full", null, new("完整申报", "Full report"),
            ["description", "urgency", "impact", "faultAt", "affectedSystem", "contact"], [], null, []),
        new("incident", TicketKind.Incident, new("故障申报", "Something does not work"), ["description"], [], null,
            [
                new("cannot-sign-in", new("无法登录", "Cannot sign in"), "无法登录 / Cannot sign in", "系统、账号、错误提示：\nSystem, account, error message:",
                    new Dictionary<string, string> { ["category"] = "account" }),
            ]),
        new("password-reset", TicketKind.Request, new("密码重置", "Password reset"), [],
            [
                Text("account", new("账号", "Account"), required: true, 100),
                Choice("verification", new("身份核验方式", "How to verify who you are"), required: false,
                    new("phone", new("电话", "Phone")), new("manager", new("上级确认", "Confirmed by manager")), new("in-person", new("现场", "In person"))),
            ],
            new TypeDefaults(Impact.Person, Urgency.Medium, "password"), []),
        new("software-install", TicketKind.Request, new("软件安装", "Software installation"), [],
            [
                Text("software", new("软件名称", "Software"), required: true, 200),
                Text("version", new("版本", "Version"), required: false, 50),
                Text("computer", new("电脑编号", "Computer"), required: true, 100),
                new("neededBy", FieldType.Date, new("期望完成日期", "Needed by"), false, null, null),
                new("licensed", FieldType.Boolean, new("已有授权", "Licence is there"), false, null, null),
            ],
            new TypeDefaults(Impact.Person, Urgency.Low, "software"), []),
        new("hardware-fault", TicketKind.Incident, new("硬件故障", "Hardware fault"), ["description"],
            [
                Choice("device", new("设备类型", "Device"), required: true,
                    new("desktop", new("台式机", "Desktop computer")), new("laptop", new("笔记本", "Laptop")), new("printer", new("打印机", "Printer")),
                    new("monitor", new("显示器", "Monitor")), new("other", new("其他", "Other"))),
                Text("serialNumber", new("序列号", "Serial number"), required: true, 100),
                Text("location", new("位置", "Location"), required: false, 200),
            ],
            new TypeDefaults(Impact.Person, Urgency.Medium, "hardware"),
            [
                new("printer-jam", new("打印机卡纸", "Paper jam"), "打印机卡纸 / Paper jam", "打印机卡纸，无法打印。\nThe printer jams and does not print.",
                    new Dictionary<string, string> { ["category"] = "printer", ["urgency"] = "low", ["fields.device"] = "printer" }),
            ]),
        new("network-outage", TicketKind.Incident, new("网络中断", "Network outage"), ["description", "faultAt"],
            [
                Text("location", new("位置", "Location"), required: true, 200),
                new("people", FieldType.Number, new("受影响人数", "People affected"), false, null, null),
            ],
            new TypeDefaults(Impact.Department, Urgency.High, "network"), []),
        new("access-request", TicketKind.Request, new("权限申请", "Access request"), ["description", "affectedSystem"],
            [
                Choice("access", new("权限级别", "Level of access"), required: true,
                    new("read", new("只读", "Read")), new("write", new("读写", "Write")), new("admin", new("管理", "Administer"))),
                Text("approver", new("审批人", "Approver"), required: true, 200),
                new("until", FieldType.Date, new("有效期至", "Until"), false, null, null),
            ],
            new TypeDefaults(Impact.Person, Urgency.Low, "permission"), []),
    ];

    private static ExtraField Text(string name, Bilingual labels, bool required, int longest) => new(name, FieldType.Text, labels, required, null, longest);

    private static ExtraField Choice(string name, Bilingual labels, bool required, params FieldChoice[] choices) => new(name, FieldType.Choice, labels, required, choices, null);
}
