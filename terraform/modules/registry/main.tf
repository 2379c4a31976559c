# One ECR repository for each service. A tag never changes its image, so what was scanned and
# tested is what runs.

resource "aws_ecr_repository" "service" {
  for_each = var.services

  name                 = each.value
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.delete_with_images

  image_scanning_configuration { scan_on_push = true }

  encryption_configuration { encryption_type = "KMS" }
}

resource "aws_ecr_lifecycle_policy" "service" {
  for_each = aws_ecr_repository.service

  repository = each.value.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Layers of replaced images"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 1 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "All but the newest images"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.kept_images }
        action       = { type = "expire" }
      },
    ]
  })
}
