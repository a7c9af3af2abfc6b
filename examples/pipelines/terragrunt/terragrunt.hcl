# terragrunt.hcl: the jobs are started after each apply, by the credentials that Terragrunt has. Many runners of Terragrunt end a hook after
# 300 seconds: it ends when the jobs are created, and a second run finds the same jobs. That it ends well says that they have begun, and no more:
# `s3-backfill verify` says whether both sides are alike.
terraform {
  source = "./module"

  after_hook "backfill" {
    commands     = ["apply"]
    execute      = ["sh", "${get_terragrunt_dir()}/backfill.sh"]
    run_on_error = false
  }
}
