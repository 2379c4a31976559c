"""EC2: what a second plan would take for drift."""

from __future__ import annotations

from support.cloud import Emulator


def test_a_rule_between_groups_keeps_its_description(emulator: Emulator) -> None:
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="nodes", Description="nodes", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {
                "IpProtocol": "-1",
                "UserIdGroupPairs": [{"GroupId": group, "Description": "Pod to pod"}],
            }
        ],
    )
    filters = [{"Name": "group-id", "Values": [group]}]
    rules = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    assert [rule.get("Description") for rule in rules if not rule["IsEgress"]] == ["Pod to pod"]


def test_the_tags_of_a_template_are_no_part_of_what_it_launches(emulator: Emulator) -> None:
    ec2 = emulator.client("ec2")
    tags = [{"Key": "Name", "Value": "node"}]
    made = ec2.create_launch_template(
        LaunchTemplateName="node",
        LaunchTemplateData={"TagSpecifications": [{"ResourceType": "volume", "Tags": tags}]},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": tags}],
    )["LaunchTemplate"]
    assert made["Tags"] == tags
    (version,) = ec2.describe_launch_template_versions(LaunchTemplateId=made["LaunchTemplateId"])[
        "LaunchTemplateVersions"
    ]
    specifications = version["LaunchTemplateData"]["TagSpecifications"]
    assert [one["ResourceType"] for one in specifications] == ["volume"]
