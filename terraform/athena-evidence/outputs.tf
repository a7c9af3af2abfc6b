# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "athena" {
  description = "The member athena of an output s3_backfill, which s3-backfill verify --engine athena reads"
  value = {
    database         = aws_glue_catalog_database.this.name
    destinationTable = aws_glue_catalog_table.destination_inventory.name
    region           = data.aws_region.current.id
    reportTable      = aws_glue_catalog_table.completion_reports.name
    resultsLocation  = "s3://${var.s3_backfill.report.bucket}/${local.results_folder}"
    sourceTable      = aws_glue_catalog_table.source_inventory.name
    workgroup        = aws_athena_workgroup.this.name
  }
}
