# terragrunt.hcl: the jobs are started after each apply, by the credentials that Terragrunt has. Many runners of Terragrunt end a hook after
# 300 seconds: it ends when the jobs are created, and a second run finds the same jobs.
terraform {
  source = "./module"

  after_hook "backfill" {
    commands     = ["apply"]
    execute      = ["sh", "${get_terragrunt_dir()}/backfill.sh"]
    run_on_error = false
  }
}
