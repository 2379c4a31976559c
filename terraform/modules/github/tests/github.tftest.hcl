mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { id = "ap-northeast-2" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  name            = "cloudnative-test"
  environment     = "test"
  repository      = "example@12/platform@34"
  state_bucket    = "example-terraform"
  repository_arns = ["arn:aws:ecr:ap-northeast-2:123456789012:repository/blog"]
}

run "one_role_per_workflow_with_exact_trust" {
  command = apply

  assert {
    condition = { for workflow, role in aws_iam_role.workflow : workflow => jsondecode(role.assume_role_policy).Statement[0].Condition } == {
      for workflow, suffix in { plan = "test-plan", apply = "test", push = "test-images" } : workflow => {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:example@12/platform@34:environment:${suffix}"
        }
      }
    }
    error_message = "Every role must compare aud and sub as a whole, and no two roles the same sub."
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.workflow : length(jsondecode(role.assume_role_policy).Statement) == 1])
    error_message = "Nobody but GitHub may take these roles."
  }
}

run "the_plan_role_changes_nothing_but_the_lock" {
  command = apply

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.read["plan"].policy).Statement : statement.Resource
      if anytrue([for action in flatten([statement.Action]) : can(regex(":(Put|Create|Delete|Modify|Update|Tag|Attach|Pass|\\*)", action))])
    ] == ["arn:aws:s3:::example-terraform/cloudnative-test.tfstate.tflock"]
    error_message = "Planning may write the state's lock and nothing else."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.read["plan"].policy, "GetSecretValue")
    error_message = "Planning needs no secret's value."
  }
}

run "the_push_role_reaches_the_repositories_only" {
  command = apply

  assert {
    condition     = { for statement in jsondecode(aws_iam_role_policy.push.policy).Statement : statement.Sid => statement.Resource } == { SignIn = "*", FillRepositories = ["arn:aws:ecr:ap-northeast-2:123456789012:repository/blog"] }
    error_message = "Images go into the named repositories and nowhere else."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.push.policy).Statement[0].Action == "ecr:GetAuthorizationToken"
    error_message = "Outside of the repositories the role may sign in and nothing else."
  }
}

run "the_apply_role_never_changes_the_pipelines_own_rights" {
  command = apply

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.rights.policy).Statement : statement.Resource if statement.Effect == "Deny"
    ] == ["arn:aws:iam::123456789012:role/cloudnative-test-github-*"]
    error_message = "The pipeline's own roles must be out of its reach."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.rights.policy).Statement : statement.Resource != "*" || can(statement.Condition)
    ])
    error_message = "What holds for every resource must be narrowed by a condition."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.write.policy).Statement : statement.Condition if statement.Sid == "ThisRegion"] == [{ StringEquals = { "aws:RequestedRegion" = "ap-northeast-2" } }]
    error_message = "What has no name before it is made is bounded by the region."
  }
}

# IAM refuses more than 10240 characters of inline policies in one role, blanks aside.
run "the_policies_fit_into_a_role" {
  command = apply

  assert {
    condition     = length("${aws_iam_role_policy.read["apply"].policy}${aws_iam_role_policy.write.policy}${aws_iam_role_policy.rights.policy}") < 10240
    error_message = "The apply role's policies are too long for IAM."
  }
}

run "an_account_has_one_provider" {
  command = plan

  variables {
    provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && output.provider_arn == var.provider_arn
    error_message = "The account's provider must be used where it is named."
  }
}
