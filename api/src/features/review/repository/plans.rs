//! The grid stays as fast in a city of a million applications: its queries go by indexes.

use super::*;
use migration::{Migrator, MigratorTrait};
use sea_orm::{Database, DatabaseBackend, DatabaseConnection, Statement};
use shared_types::review::ReviewSort;

async fn empty_city() -> DatabaseConnection {
    let connection = Database::connect("sqlite::memory:").await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    connection
}

/// The steps that SQLite would take; `SCAN` reads a whole table.
async fn plan(
    connection: &DatabaseConnection,
    query: impl QueryTrait<QueryStatement = SelectStatement>,
) -> Vec<String> {
    let Statement { sql, values, .. } = query.build(DatabaseBackend::Sqlite);
    let explained = Statement { sql: format!("EXPLAIN QUERY PLAN {sql}"), values, db_backend: DatabaseBackend::Sqlite };
    let steps = connection.query_all_raw(explained).await.unwrap();
    steps.iter().map(|step| step.try_get("", "detail").unwrap()).collect()
}

fn reads_a_whole_table(step: &str) -> bool {
    // What a subquery has found is few rows.
    step.starts_with("SCAN ") && !step.contains("CONSTANT ROW")
}

/// Nothing tells SQLite how large a table is, so that it does the same in an empty city and in one of a million
/// applications.
#[tokio::test]
async fn a_page_is_found_in_these_steps() {
    let connection = empty_city().await;
    let reviewer = Reviewer {
        account: Uuid::nil(),
        at: OffsetDateTime::UNIX_EPOCH,
        is_registrar: false,
        is_protection_officer: false,
    };
    let query = ReviewQuery::default();
    let matching = Matching::new(&reviewer, Uuid::nil(), &query);
    insta::assert_snapshot!(plan(&connection, filter::sorted(matching.select(), &query)).await.join("\n"));
}

#[tokio::test]
async fn no_page_of_the_grid_reads_a_whole_table() {
    let connection = empty_city().await;
    for is_registrar in [false, true] {
        let reviewer = Reviewer {
            account: Uuid::nil(),
            at: OffsetDateTime::UNIX_EPOCH,
            is_registrar,
            is_protection_officer: false,
        };
        for (state, sort) in [ReviewState::Pending, ReviewState::Decided]
            .into_iter()
            .flat_map(|state| ReviewSort::ALL.into_iter().map(move |sort| (state, sort)))
        {
            let query = ReviewQuery { state, sort, student: Some("王".into()), ..ReviewQuery::default() };
            let matching = Matching::new(&reviewer, Uuid::nil(), &query);
            let steps = plan(&connection, filter::sorted(matching.select(), &query)).await;
            assert!(steps.iter().any(|step| step.contains("ix_binding_applications_student_id_status")), "{steps:#?}");
            assert!(!steps.iter().any(|step| reads_a_whole_table(step)), "{sort:?}: {steps:#?}");
        }
        let students = student_ids_of_classes(&reviewer);
        let open = application::Entity::find().filter(application::Column::StudentId.in_subquery(students));
        let steps = plan(&connection, open).await;
        assert!(!steps.iter().any(|step| reads_a_whole_table(step)), "{steps:#?}");
    }
}
