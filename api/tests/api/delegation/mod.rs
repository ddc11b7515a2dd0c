//! 委託照顧: a child that is entrusted to a carer for a time.

mod ending;
mod parties;
mod recording;
mod sealed;
mod seen;

use crate::support::*;
use kinbind_api::features::delegation;
use serde_json::{Value, json};
use shared_types::{
    List, Page,
    application::Binding,
    delegation::{CarerDelegation, DelegationLookup},
    staff::Standing,
    taiwan_time,
};
use time::{Date, Duration};
use uuid::Uuid;

const DOCUMENT: &str = "北市社兒少字第1150001234號";

/// Has no account: her number is nobody's in the demo city.
const AUNT: Parent =
    Parent { name: "陳秀雲", national_id: "A225577998", email: "aunt@example.com", mobile: "0933111222" };

/// So many days from today on Taipei's calendar.
fn day(city: &City, from_today: i64) -> Date {
    taiwan_time::day(city.state.now() + Duration::days(from_today))
}

/// What an officer sends: from today until that many days later.
fn order(city: &City, child: Child, carer: &Parent, last: i64) -> Value {
    json!({
        "child": { "national_id": child.national_id, "school_code": child.school_code },
        "carer": carer.form(),
        "document_reference": DOCUMENT,
        "until": day(city, last).to_string(),
    })
}

async fn recorded(officer: &Client, order: &Value) -> CarerDelegation {
    officer.post("carer-delegations", order).await.expect(201).json()
}

async fn listed(reader: &Client, query: &str) -> Vec<CarerDelegation> {
    reader.get(&format!("carer-delegations?{query}")).await.expect(200).json::<Page<CarerDelegation>>().items
}

async fn end(officer: &Client, id: Uuid) -> Answer {
    officer.post(&format!("carer-delegations/{id}/endings"), json!({ "reason": "返家" })).await
}

async fn children(client: &Client) -> Vec<Binding> {
    client.get("bindings").await.expect(200).json::<List<Binding>>().items
}

/// The carer uses the link that the newest mail brought.
async fn activated(city: &City, carer: &Parent) -> Client {
    let text = city.smtp.last_to(carer.email).text;
    let token = text.split("/activate#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let client = city.client();
    let activation = json!({ "token": token, "new_password": NEW_PASSWORD });
    client.post("account-activations", activation).await.expect(201);
    client
}

/// The subjects of the mails to an address.
fn subjects(city: &City, address: &str) -> Vec<String> {
    city.smtp.mails_to(address).into_iter().map(|mail| mail.subject).collect()
}
