//! 保護個案: what a protective seal does, to whom it shows, and how it is lifted.

mod alike;
mod desk;
mod lifting;
mod parties;
mod races;
mod sealing;

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    List, Page,
    application::{Binding, BindingApplication},
    protection::{ProtectedChild, ProtectionApplication, ProtectiveSeal},
    review::ClassStudent,
};
use uuid::Uuid;

const ORDER: &str = "115年度家護字第123號";

/// `hsu` at the protection desk.
async fn hsu(city: &City) -> Teacher {
    city.with_role("hsu", "protection_officer", None).await
}

async fn looked_up(desk: &Client, child: Child) -> ProtectedChild {
    let asked = json!({ "national_id": child.national_id });
    let mut found: List<ProtectedChild> = desk.post("protection-lookups", asked).await.expect(200).json();
    assert_eq!(found.items.len(), 1);
    found.items.remove(0)
}

fn order(student: Uuid, bindings: &[Uuid]) -> Value {
    json!({ "student_id": student, "order_reference": ORDER, "note": "請勿通知", "binding_ids": bindings })
}

/// Seals a child and ends no binding.
async fn sealed(desk: &Client, child: Child) -> ProtectiveSeal {
    let student = looked_up(desk, child).await.student_id;
    desk.post("protective-seals", order(student, &[])).await.expect(201).json()
}

async fn at_the_desk(desk: &Client, query: &str) -> Vec<ProtectionApplication> {
    let page: Page<ProtectionApplication> =
        desk.get(&format!("protection-applications?{query}")).await.expect(200).json();
    assert_eq!(page.total, page.items.len() as u64);
    page.items
}

/// What the teacher sees of the child in that seat.
async fn seat(teacher: &Teacher, seat: u32) -> ClassStudent {
    let class = teacher.class().await.id;
    let list: List<ClassStudent> = teacher.get(&format!("classes/{class}/students")).await.expect(200).json();
    list.items.into_iter().find(|student| student.seat_number == seat).unwrap()
}

/// 王小明's.
const XIAOMINGS_SEAT: u32 = 3;

async fn bindings(client: &Client) -> Vec<Binding> {
    client.get("bindings").await.expect(200).json::<List<Binding>>().items
}

/// An application as the applicant reads it, byte for byte.
async fn read(parent: &Applicant, sent: &BindingApplication) -> String {
    parent.get(&format!("binding-applications/{}", sent.id)).await.expect(200).text()
}

/// The names of all members of a JSON document, in order.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, inner)| format!("{name}({}) ", shape(inner))).collect::<String>()
        }
        Value::Array(items) => items.iter().map(shape).collect::<Vec<_>>().join(","),
        _ => String::new(),
    }
}
