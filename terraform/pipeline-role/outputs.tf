# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "role_arn" {
  description = "ARN of the role that the pipeline assumes"
  value       = aws_iam_role.pipeline.arn
}

output "policy" {
  description = "What it may do, as JSON"
  value       = data.aws_iam_policy_document.pipeline.json
}
