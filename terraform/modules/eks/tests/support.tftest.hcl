mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                            = "cloudnative-test"
  today                           = "2026-11-23"
  log_key_arn                     = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
  private_subnet_ids              = ["subnet-a", "subnet-b"]
  control_plane_security_group_id = "sg-control"
  node_security_group_id          = "sg-nodes"
  admin_arns                      = ["arn:aws:iam::123456789012:role/admin"]
  node_groups                     = { general = { instance_types = ["m7g.large"], min_size = 2, max_size = 4 } }
}

run "a_version_with_time_left" {
  command = plan

  assert {
    condition     = output.kubernetes_version_end_of_support == "2027-03-27"
    error_message = "The default version's end of support must be known."
  }
}

run "a_version_near_its_end_is_a_warning" {
  command = plan

  variables {
    kubernetes_version = "1.34"
  }

  expect_failures = [check.kubernetes_version]
}

run "ninety_days_before_the_end" {
  command = plan

  variables {
    today = "2026-12-27"
  }

  expect_failures = [check.kubernetes_version]
}

run "ninety_one_days_before_the_end" {
  command = plan

  variables {
    today = "2026-12-26"
  }

  assert {
    condition     = output.kubernetes_version_end_of_support == "2027-03-27"
    error_message = "The notice must not come earlier than announced."
  }
}

run "the_table_is_dated_and_holds_no_version_that_had_ended" {
  command = plan

  assert {
    condition     = alltrue([for day in values(local.end_of_support) : timecmp("${day}T00:00:00Z", "${local.versions_as_of}T00:00:00Z") > 0])
    error_message = "A version that had ended on the table's own date does not belong in it."
  }
}

run "by_itself_the_day_of_the_plan_counts" {
  command = plan

  variables {
    kubernetes_version = "1.36"
    today              = null
  }

  assert {
    condition     = local.now == plantimestamp()
    error_message = "Without a named day it must be the plan's own."
  }
}
