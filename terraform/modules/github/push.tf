# Images in, nothing else: the push role reaches the platform's repositories only.

resource "aws_iam_role_policy" "push" {
  name = "push"
  role = aws_iam_role.workflow["push"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # ECR knows no narrower resource for this; the token opens only what the next statement allows.
      { Sid = "SignIn", Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" },
      {
        Sid    = "FillRepositories"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImageScanFindings",
          "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
        ]
        Resource = var.repository_arns
      },
    ]
  })
}
