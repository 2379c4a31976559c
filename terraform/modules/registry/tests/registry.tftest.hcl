mock_provider "aws" {}

variables {
  services = ["blog", "gateway"]
}

run "tags_never_change_and_images_are_scanned" {
  command = plan

  assert {
    condition     = keys(aws_ecr_repository.service) == ["blog", "gateway"]
    error_message = "One repository for each service."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.service : repository.image_tag_mutability == "IMMUTABLE"])
    error_message = "Tags must be immutable."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.service : repository.image_scanning_configuration[0].scan_on_push])
    error_message = "Every image must be scanned when it is pushed."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.service : repository.encryption_configuration[0].encryption_type == "KMS"])
    error_message = "Images must be encrypted with KMS."
  }

  assert {
    condition     = !anytrue([for repository in aws_ecr_repository.service : repository.force_delete])
    error_message = "Images must not go with the platform unless that is asked for."
  }
}

run "old_images_expire" {
  command = plan

  variables {
    kept_images = 7
  }

  assert {
    condition     = jsondecode(aws_ecr_lifecycle_policy.service["blog"].policy).rules[1].selection.countNumber == 7
    error_message = "The number of kept images must be the given one."
  }
}

run "too_few_images_to_roll_back" {
  command = plan

  variables {
    kept_images = 1
  }

  expect_failures = [var.kept_images]
}

run "upper_case_service" {
  command = plan

  variables {
    services = ["Blog"]
  }

  expect_failures = [var.services]
}

run "service_with_doubled_separators" {
  command = plan

  variables {
    services = ["blog--api"]
  }

  expect_failures = [var.services]
}
