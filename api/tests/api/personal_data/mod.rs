//! 個資法 art. 3: a copy of the own data, and its deletion.

mod copy;
mod deletion;

use crate::support::*;
use kinbind_api::{commands::demo::DEMO_PASSWORD, jobs};
use serde_json::{Value, json};
use shared_types::{
    List,
    account::DeletionRequest,
    application::ApplicationStatus,
    personal_data::{DataCopy, PersonalData},
};
use time::Duration;

const REQUESTS: &str = "accounts/me/deletion-requests";

const COPIES: &str = "accounts/me/data-copies";

/// What a parent who has settled in types.
fn password() -> Value {
    json!({ "current_password": NEW_PASSWORD })
}

async fn requested(client: &Client) -> DeletionRequest {
    client.post(REQUESTS, password()).await.expect(201).json()
}

/// Where the copy is.
async fn copy_address(client: &Client) -> String {
    client.post(COPIES, password()).await.expect(201).json::<DataCopy>().address
}

async fn copy_for(client: &Client) -> PersonalData {
    client.get(&copy_address(client).await).await.expect(200).json()
}

fn carry_out(city: &City, request: &DeletionRequest) -> (bool, String) {
    run_command(city, &["deletion-requests", "carry-out", &request.id.to_string()])
}

/// Every value in the database, as it lies there.
async fn everything(city: &City) -> String {
    if city.home.engine == Engine::Sqlite {
        let mut bytes = Vec::new();
        for file in ["kinbind.db", "kinbind.db-wal"] {
            bytes.extend(std::fs::read(city.home.folder.path().join(file)).unwrap());
        }
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0).unwrap();
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    let mut all = String::new();
    for table in city.query(tables).await.iter().map(text) {
        for row in city.query(&format!("SELECT row_to_json(t)::text FROM {table} t")).await.iter().map(text) {
            all.push_str(&row);
        }
    }
    all
}

/// What shows of somebody: in clear, and what finds them by an index.
async fn traces(city: &City, parent: &Parent) -> Vec<String> {
    let everything = everything(city).await;
    let id = parent.national_id.parse_id();
    let indexes = [
        city.state.keys.national_id_index(&id),
        kinbind_api::features::contact_verification::address_index(&city.state, parent.email),
        kinbind_api::features::contact_verification::address_index(&city.state, parent.mobile),
        city.state.keys.blind_index("sign_in_name", parent.email),
    ];
    let mut found: Vec<String> = [parent.name, parent.national_id, parent.email, parent.mobile]
        .into_iter()
        .filter(|words| everything.contains(words))
        .map(str::to_owned)
        .collect();
    for (number, index) in indexes.iter().enumerate() {
        for (table, column) in [
            ("accounts", "national_id_index"),
            ("accounts", "sign_in_name_index"),
            ("binding_applications", "national_id_index"),
            ("application_forms", "address_index"),
            ("consent_records", "address_index"),
            ("applicant_sessions", "address_index"),
            ("contact_verifications", "address_index"),
        ] {
            let hex = data_encoding::HEXLOWER.encode(index);
            let literal =
                if city.home.engine == Engine::Sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} = {literal}");
            if city.count(&sql).await > 0 {
                found.push(format!("index {number} in {table}.{column}"));
            }
        }
    }
    found
}

/// As if everything had been answered three hours ago; commands have a clock of their own.
async fn hours_pass(city: &City) {
    city.sql("UPDATE consent_records SET answered_at = answered_at - 10800000").await;
}

/// How many answers to a consent text the address still finds.
async fn answers_of(city: &City, address: &str) -> i64 {
    let index = kinbind_api::features::contact_verification::address_index(&city.state, address);
    let hex = data_encoding::HEXLOWER.encode(&index);
    let literal = if city.home.engine == Engine::Sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
    city.count(&format!("SELECT COUNT(*) FROM consent_records WHERE address_index = {literal}")).await
}

trait ParseId {
    fn parse_id(&self) -> shared_types::national_id::NationalId;
}

impl ParseId for str {
    fn parse_id(&self) -> shared_types::national_id::NationalId {
        shared_types::national_id::NationalId::parse(self).unwrap()
    }
}

async fn rows(city: &City) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "accounts",
        "binding_applications",
        "application_forms",
        "application_signatures",
        "review_decisions",
        "consent_records",
        "bindings",
    ] {
        counts.push(city.count(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}
