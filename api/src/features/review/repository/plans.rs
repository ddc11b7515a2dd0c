//! The grid stays as fast in a city of a million applications: its queries go by indexes.
//! What a million took is in `docs/measurements.md`.

use super::*;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, Statement};
use shared_types::review::ReviewSort;

/// The steps that the database would take.
async fn plan(
    connection: &DatabaseConnection,
    query: impl QueryTrait<QueryStatement = SelectStatement>,
) -> Vec<String> {
    let backend = connection.get_database_backend();
    let (explain, column) = match backend {
        DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        _ => ("EXPLAIN (COSTS OFF)", "QUERY PLAN"),
    };
    let Statement { sql, values, db_backend } = query.build(backend);
    let explained = Statement { sql: format!("{explain} {sql}"), values, db_backend };
    let steps = connection.query_all_raw(explained).await.unwrap();
    steps.iter().map(|step| step.try_get("", column).unwrap()).collect()
}

fn reads_a_whole_table(step: &str) -> bool {
    // SQLite's word and PostgreSQL's; what a subquery has found is few rows.
    step.starts_with("SCAN ") && !step.contains("CONSTANT ROW") || step.contains("Seq Scan")
}

async fn no_page_of_the_grid_reads_a_whole_table_of(connection: &DatabaseConnection) {
    Migrator::up(connection, None).await.unwrap();
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
            let steps = plan(connection, filter::sorted(matching.select(), &query)).await;
            assert!(steps.iter().any(|step| step.contains("ix_binding_applications_student_id_status")), "{steps:#?}");
            assert!(!steps.iter().any(|step| reads_a_whole_table(step)), "{sort:?}: {steps:#?}");
        }
        let students = student_ids_of_classes(&reviewer);
        let open = application::Entity::find().filter(application::Column::StudentId.in_subquery(students));
        let steps = plan(connection, open).await;
        assert!(!steps.iter().any(|step| reads_a_whole_table(step)), "{steps:#?}");
    }
}

mod no_page_of_the_grid_reads_a_whole_table {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        let connection = Database::connect("sqlite::memory:").await.unwrap();
        no_page_of_the_grid_reads_a_whole_table_of(&connection).await;
    }

    #[tokio::test]
    async fn postgres() {
        let url = std::env::var("KINBIND_TEST_POSTGRES_URL").expect("`cargo xtask test` starts a PostgreSQL");
        let schema = format!("plans_{}", std::process::id());
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false).set_schema_search_path(&schema);
        let connection = Database::connect(options).await.unwrap();
        connection.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        // An empty table is read as a whole otherwise, whatever indexes there are.
        connection.execute_unprepared("SET enable_seqscan = off").await.unwrap();
        no_page_of_the_grid_reads_a_whole_table_of(&connection).await;
        connection.execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
    }
}
