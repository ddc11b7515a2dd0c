//! What PostgreSQL does for a page of the grid, told by PostgreSQL itself while the page is asked for.
//!
//! SQLite's plan needs no city to be seen: without statistics it is the same in an empty one, and a test of the API has it.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::database;
use crate::server::Installation;
use crate::staff;

/// Tables that grow with the city and the years.
const LARGE: [&str; 6] =
    ["binding_applications", "students", "bindings", "accounts", "application_forms", "audit_events"];
/// Smaller ones are rightly read whole.
pub(crate) const ENOUGH_TO_TELL: u32 = 100_000;

/// The plans of one page, as PostgreSQL carried them out.
pub(crate) struct Plans {
    plans: Vec<String>,
}

impl Plans {
    /// Asks for a page of the grid in an installation on PostgreSQL.
    pub(crate) async fn of_grid(city: &Installation, http: &reqwest::Client) -> Result<Self> {
        database::explain(&city.database_url).await?;
        let (server, _) = city.serve_with(http, &[("KINBIND_LOG_JSON", "true")]).await?;
        let mut teacher = staff::of_undecided_classes(http, &server.origin).await?.remove(0);
        let before = city.read_log()?.len();
        staff::page(&mut teacher, "pending", 1).await?;
        let log = city.read_log()?;
        server.stop().await?;
        database::explain_no_more(&city.database_url).await?;
        let plans: Vec<_> = log[before..].lines().filter_map(plan).collect();
        ensure!(!plans.is_empty(), "PostgreSQL told no plan");
        Ok(Self { plans })
    }

    /// That of the rows themselves.
    pub(crate) fn of_page(&self) -> Result<&str> {
        let is_page = |plan: &&String| plan.contains("LIMIT") && plan.contains("FROM \"binding_applications\"");
        Ok(self.plans.iter().find(is_page).context("no plan is of the page's rows")?)
    }

    /// Steps that read all of a table that may be large.
    pub(crate) fn whole_tables(&self) -> Vec<&str> {
        let is_large = |step: &&str| LARGE.iter().any(|table| step.contains(&format!("Seq Scan on {table} ")));
        self.plans.iter().flat_map(|plan| plan.lines()).map(str::trim).filter(is_large).collect()
    }
}

#[derive(Deserialize)]
struct Event {
    target: String,
    fields: Fields,
}

#[derive(Deserialize)]
struct Fields {
    message: Option<String>,
}

/// What an event of the log tells of a plan.
fn plan(line: &str) -> Option<String> {
    let event: Event = serde_json::from_str(line).ok()?;
    let told = event.fields.message.filter(|_| event.target == "sqlx::postgres::notice")?;
    told.starts_with("duration:").then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_reads_a_large_table_is_found() {
        let line = r#"{"level":"INFO","target":"sqlx::postgres::notice","fields":{"message":"duration: 1 ms  plan:\nQuery Text: SELECT 1\nSeq Scan on students  (cost=1)\n  ->  Seq Scan on schools  (cost=1)"}}"#;
        let plans = Plans { plans: vec![plan(line).unwrap()] };
        assert_eq!(plans.whole_tables(), ["Seq Scan on students  (cost=1)"]);
        assert_eq!(plan(r#"{"level":"INFO","target":"kinbind","fields":{"message":"duration: long"}}"#), None);
    }
}
