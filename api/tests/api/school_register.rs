//! The city's schools as the bureau keeps them.

use crate::support::*;
use kinbind_api::features::roster::import::{self, Options};
use serde_json::{Value, json};
use shared_types::{List, school::School, school_register::SchoolRecord};

/// 市立松山國小, of which no child is known.
const SONGSHAN: &str = "313601";

async fn records(client: &Client) -> Vec<SchoolRecord> {
    client.get("school-records").await.expect(200).json::<List<SchoolRecord>>().items
}

async fn record(client: &Client, code: &str) -> SchoolRecord {
    records(client).await.into_iter().find(|one| one.code == code).expect("the school is there")
}

/// A change that changes nothing.
async fn change(client: &Client, code: &str) -> Value {
    let now = record(client, code).await;
    json!({
        "version": now.version, "name": now.name, "district": now.district, "levels": now.levels,
        "is_closed": now.is_closed,
    })
}

fn new_school() -> Value {
    json!({ "code": "40360x", "name": " 市立康寧實小　", "district": "內湖區", "levels": ["junior_high", "elementary"] })
}

/// As parents see it, whichever process they ask.
async fn listed(city: &City, code: &str) -> Option<School> {
    let list: List<School> = city.client().get("schools").await.expect(200).json();
    list.items.into_iter().find(|school| school.code == code)
}

on_both! {
    async fn a_school_that_is_added_is_found_at_once_in_every_process(city: City) {
        let (officer, other) = (city.officer().await, city.replica(|_| ()).await);
        let before = other.client().get("schools").await.expect(200).header("etag").unwrap().to_owned();
        let added: SchoolRecord = officer.post("schools", new_school()).await.expect(201).json();
        assert_eq!((added.code.as_str(), added.name.as_str(), added.version, added.children), ("40360X", "市立康寧實小", 0, 0));
        for process in [&city, &other] {
            let found = listed(process, "40360X").await.expect("it is listed");
            assert_eq!((found.levels, found.romanised_district.as_str()), (added.levels.clone(), "Neihu"));
            let asked = process.client().request(reqwest::Method::GET, "schools").header("if-none-match", &before);
            let answer = process.client().send(asked).await.expect(200);
            assert_eq!(answer.header("cache-control"), Some("public, no-cache"));
        }
        assert_eq!(record(&officer, "40360X").await, added);
        let taken = officer.post("schools", new_school()).await.problem(409, "wrong_state");
        taken.fields(&[("/code", "duplicate")]);
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'school_added' AND school_code = '40360X'").await, 1);
    }

    async fn what_is_wrong_with_a_school_is_told_at_its_field(city: City) {
        let officer = city.officer().await;
        let wrong = json!({ "code": "4036", "name": " ", "district": "板橋區", "levels": [] });
        let expected = [("/code", "format"), ("/district", "not_found"), ("/levels", "required"), ("/name", "required")];
        officer.post("schools", wrong).await.problem(422, "invalid_fields").fields(&expected);
        let mut twice = change(&officer, SONGSHAN).await;
        twice["levels"] = json!(["elementary", "elementary"]);
        let refused = officer.put(&format!("schools/{SONGSHAN}"), twice).await.problem(422, "invalid_fields");
        refused.fields(&[("/levels", "duplicate")]);
    }

    async fn of_two_officers_the_second_has_to_look_again(city: City) {
        let officer = city.officer().await;
        let path = format!("schools/{SONGSHAN}");
        let mut renamed = change(&officer, SONGSHAN).await;
        renamed["name"] = json!("市立松山實小");
        let now: SchoolRecord = officer.put(&path, &renamed).await.expect(200).json();
        assert_eq!((now.name.as_str(), now.version), ("市立松山實小", 1));
        assert_eq!(listed(&city, SONGSHAN).await.unwrap().romanised_name, "Songshan Shixiao");
        // The same request again.
        assert_eq!(officer.put(&path, &renamed).await.expect(200).json::<SchoolRecord>(), now);
        renamed["name"] = json!("市立松山小學");
        officer.put(&path, &renamed).await.problem(409, "stale");
        officer.put("schools/999999", &renamed).await.problem(404, "not_found");
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'school_changed'").await, 1);
    }

    async fn a_school_with_children_is_not_closed_and_its_levels_stay(city: City) {
        let officer = city.officer().await;
        let now = record(&officer, "403601").await;
        let students = "SELECT COUNT(*) FROM students WHERE school_code = '403601' AND left_at IS NULL";
        assert_eq!(now.children as i64, city.count(students).await);
        let mut asked = change(&officer, "403601").await;
        asked["is_closed"] = json!(true);
        let refused = officer.put("schools/403601", &asked).await.problem(409, "wrong_state");
        refused.fields(&[("/is_closed", "too_many")]);
        let mut asked = change(&officer, "403601").await;
        asked["levels"] = json!(["junior_high"]);
        let refused = officer.put("schools/403601", &asked).await.problem(409, "wrong_state");
        refused.fields(&[("/levels", "too_many")]);
        asked["levels"] = json!(["junior_high", "elementary"]);
        officer.put("schools/403601", &asked).await.expect(200);
        assert_eq!(serde_json::to_value(listed(&city, "403601").await.unwrap().levels).unwrap(), json!(["elementary", "junior_high"]));
    }

    async fn a_closed_school_is_on_no_list_and_nobody_applies_to_it(city: City) {
        let (officer, parent) = (city.officer().await, city.applicant(WANG_DAMING.email).await);
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        city.sql("UPDATE students SET left_at = 1 WHERE school_code = '403601'").await;
        let mut asked = change(&officer, "403601").await;
        asked["is_closed"] = json!(true);
        let closed: SchoolRecord = officer.put("schools/403601", &asked).await.expect(200).json();
        assert!(closed.is_closed && closed.children == 0);
        assert_eq!(listed(&city, "403601").await, None);
        assert_eq!(listed(&city.replica(|_| ()).await, "403601").await, None);
        parent.post("student-lookups", XIAOMING.lookup()).await.problem(404, "student_not_found");
        let refused = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        refused.fields(&[("/students/0/lookup_id", "lookup_expired")]);
        // A list of all schools leaves it closed, and no child comes to it.
        let folder = tempfile::tempdir().unwrap();
        let schools = "code,name,district,levels\n403601,市立內湖國小,內湖區,elementary\n";
        std::fs::write(folder.path().join("schools.csv"), schools).unwrap();
        import::import_folder(&city.state, folder.path(), Options::default()).await.unwrap();
        assert!(record(&officer, "403601").await.is_closed);
        let classes = "school_code,school_year,level,grade,name\n403601,115,elementary,5,五年九班\n";
        std::fs::write(folder.path().join("classes.csv"), classes).unwrap();
        let refused = import::import_folder(&city.state, folder.path(), Options::default()).await.unwrap_err();
        assert!(format!("{refused:#}").contains("不是這所學校"), "{refused:#}");
        let mut asked = change(&officer, "403601").await;
        asked["is_closed"] = json!(false);
        officer.put("schools/403601", &asked).await.expect(200);
        assert!(listed(&city, "403601").await.is_some());
        let events = "SELECT COUNT(*) FROM audit_events WHERE action IN ('school_closed', 'school_reopened')";
        assert_eq!(city.count(events).await, 2);
    }

    async fn officers_change_schools_and_auditors_read_them(city: City) {
        let auditor = city.with_role("wu", "auditor", None).await;
        assert_eq!(records(&auditor).await.len(), 280);
        auditor.post("schools", new_school()).await.problem(403, "not_allowed");
        let registrar = city.with_role("chang", "registrar", Some("403601")).await;
        registrar.get("school-records").await.problem(403, "not_allowed");
        registrar.put("schools/403601", change(&auditor, "403601").await).await.problem(403, "not_allowed");
        city.client().get("school-records").await.problem(401, "not_signed_in");
    }
}
