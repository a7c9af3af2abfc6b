# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "state_machine_arn" {
  description = "ARN of the state machine, which StartExecution is given; the name of an execution makes it happen once"
  value       = aws_sfn_state_machine.this.arn
}

output "function_role_arn" {
  description = "ARN of the role of the function: destinations in another account have to let it list and look"
  value       = aws_iam_role.step.arn
}

output "machine_role_arn" {
  description = "ARN of the role of the state machine"
  value       = aws_iam_role.machine.arn
}

output "log_group" {
  description = "Name of the log group of the function"
  value       = aws_cloudwatch_log_group.step.name
}
