//! Other guardians: who is told of whom, objections, and what a school revokes.

mod notices;
mod objecting;
mod parties;
mod revoking;

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    List, Page,
    application::{ApplicationStatus, BindingApplication},
    objection::{BindingObjection, GuardianNotice, ObjectionState, OwnObjection},
};
use uuid::Uuid;

/// 市立內湖國小, of teacher `lin`.
const NEIHU: &str = "403601";

/// The father is bound and signed in; the mother has applied.
async fn mother_applies(city: &City) -> (Client, Applicant, BindingApplication) {
    city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
    let father = city.settled(&WANG_DAMING).await;
    let mother = city.applicant(LIN_MEIHUI.email).await;
    let mut form = mother.form(&LIN_MEIHUI, &[XIAOMING]).await;
    form["students"][0]["relationship"] = json!("mother");
    let mut sent: List<BindingApplication> = mother.post("binding-applications", form).await.expect(201).json();
    (father, mother, sent.items.remove(0))
}

async fn notices(client: &Client) -> Vec<GuardianNotice> {
    client.get("guardian-notices").await.expect(200).json::<List<GuardianNotice>>().items
}

fn objection(sent: &BindingApplication) -> Value {
    json!({ "application_id": sent.id, "submitted_at": json!(sent)["submitted_at"], "reason": "監護權由我單獨行使" })
}

async fn objects(client: &Client, application: &BindingApplication) -> OwnObjection {
    client.post("binding-objections", objection(application)).await.expect(201).json()
}

async fn registrar(city: &City) -> Teacher {
    city.with_role("huang", "registrar", Some(NEIHU)).await
}

async fn at_school(registrar: &Client, query: &str) -> Page<BindingObjection> {
    registrar.get(&format!("schools/{NEIHU}/binding-objections?{query}")).await.expect(200).json()
}

async fn settle(registrar: &Client, id: Uuid, outcome: &str) -> Answer {
    let body = json!({ "outcome": outcome, "note": "看過判決書" });
    registrar.post(&format!("binding-objections/{id}/settlements"), body).await
}

/// By two.
async fn lift(city: &City) {
    let (hsu, wu) = (city.teacher("hsu").await, city.with_role("wu", "protection_officer", None).await);
    let seals = hsu.get("protective-seals").await.expect(200).value();
    let id = seals["items"][0]["id"].as_str().unwrap().to_owned();
    hsu.post_nothing(&format!("protective-seals/{id}/lift-requests")).await.expect(200);
    wu.post_nothing(&format!("protective-seals/{id}/lift-approvals")).await.expect(200);
}

async fn seal(city: &City) {
    let desk = city.with_role("hsu", "protection_officer", None).await;
    let found = desk.post("protection-lookups", json!({ "national_id": XIAOMING.national_id })).await.value();
    let body = json!({ "student_id": found["items"][0]["student_id"], "order_reference": "1" });
    desk.post("protective-seals", body).await.expect(201);
}
