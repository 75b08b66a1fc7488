using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Version 1 of the playbooks, so that a fresh desk works without being set up. Once released it is never changed: it stands in no log.</summary>
internal static class ShippedPlaybooks
{
    public static PlaybooksDefined Definition { get; } = new(1, Instant.FromUnixTimeTicks(0),
    [
        new("hardware",
        [
            Item("inspect", "检查设备：电源、线缆、指示灯、错误代码", "Inspect the device: power, cables, lights, error codes"),
            Item("restart-device", "重新启动设备", "Restart the device"),
            Item("replace-part", "更换故障部件", "Replace the faulty part"),
            Item("arrange-repair", "安排送修或上门维修，登记供应商单号", "Arrange the repair and note the vendor's reference"),
        ]),
        new("software",
        [
            Item("read-log", "查看错误信息和日志", "Read the error message and the log"),
            Item("update", "更新到受支持的版本", "Update to a supported version"),
            Item("reconfigure", "检查并修正配置", "Check and correct the configuration"),
            Item("reinstall", "重新安装", "Reinstall"),
        ]),
        new("network",
        [
            Item("connectivity", "测试连通性：网线或无线、地址、网关、域名解析", "Test connectivity: cable or wireless, address, gateway, name resolution"),
            Item("router", "检查路由器和交换机：状态、配置、重启", "Check router and switch: state, configuration, restart"),
            Item("provider", "联系网络运营商并登记单号", "Contact the network provider and note the reference"),
        ]),
        new("account",
        [
            Item("verify-identity", "核实申请人身份", "Verify who is asking"),
            Item("unlock", "检查并解锁账号", "Check and unlock the account"),
            Item("reset-password", "重置密码", "Reset the password"),
            Item("check-permission", "检查权限和所属组，按审批调整", "Check permissions and groups, and change them as approved"),
        ]),
        new("other",
        [
            Item("reproduce", "与用户一起重现问题", "Reproduce the matter together with the requester"),
            Item("recent-changes", "询问近期变更", "Ask what was changed lately"),
            Item("find-owner", "确认负责的团队或供应商", "Find the team or vendor in charge"),
        ]),
    ], "service:resolution", Instant.FromUnixTimeTicks(0));

    private static PlaybookItem Item(string code, string zh, string en) => new(code, new Bilingual(zh, en));
}
