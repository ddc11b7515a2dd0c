//! What a school decides for itself, and whom its parents call.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::school_settings::{SchoolContacts, SchoolSettings};

const SETTINGS: &str = "schools/403601/settings";

async fn registrar(city: &City) -> Teacher {
    city.with_role("chang", "registrar", Some("403601")).await
}

fn settings(version: u32) -> Value {
    json!({
        "version": version,
        "paper_required": true,
        "apply_until": "2026-12-31",
        "contacts": [{ "topic": "binding", "office": "教務處註冊組", "phone": "02-2797-7035 轉 823" }],
    })
}

on_both! {
    async fn what_the_registrar_sets_every_parent_can_read(city: City) {
        let registrar = registrar(&city).await;
        let before: SchoolSettings = registrar.get(SETTINGS).await.expect(200).json();
        assert_eq!(before, SchoolSettings::default());
        let set: SchoolSettings = registrar.put(SETTINGS, settings(0)).await.expect(200).json();
        assert_eq!(set.version, 1);
        // The same request again.
        assert_eq!(registrar.put(SETTINGS, settings(0)).await.expect(200).json::<SchoolSettings>(), set);
        let read: SchoolContacts = city.client().get("schools/403601/contacts").await.expect(200).json();
        assert_eq!((read.contacts, read.apply_until, read.paper_required), (set.contacts, set.apply_until, true));
        assert_eq!(city.count("SELECT COUNT(*) FROM audit_events WHERE action = 'school_settings_changed'").await, 1);
    }

    async fn whoever_applied_is_told_whom_to_call_and_where_the_paper_goes(city: City) {
        registrar(&city).await.put(SETTINGS, settings(0)).await.expect(200);
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        let contacts = |id: uuid::Uuid| format!("binding-applications/{id}/school-contacts");
        let own: SchoolContacts = parent.get(&contacts(sent[0].id)).await.expect(200).json();
        assert_eq!((own.paper_required, own.contacts[0].office.as_str()), (true, "教務處註冊組"));
        let other: SchoolContacts = parent.get(&contacts(sent[1].id)).await.expect(200).json();
        assert_eq!(other, SchoolContacts::default(), "each child has its own school");
        city.applicant(LI_GUOHUA.email).await.get(&contacts(sent[0].id)).await.problem(404, "not_found");
        city.client().get(&contacts(sent[0].id)).await.problem(401, "not_signed_in");
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email).text;
        let told = "市立內湖國小需要簽名的紙本申請書";
        assert!(mail.contains(told) && mail.contains("教務處註冊組（電話 02-2797-7035 轉 823）"), "{mail}");
        assert!(mail.contains("2026-12-31") && mail.matches("紙本申請書").count() == 1, "{mail}");
    }

    async fn of_two_registrars_the_second_has_to_look_again(city: City) {
        let registrar = registrar(&city).await;
        registrar.put(SETTINGS, settings(0)).await.expect(200);
        let mut other = settings(0);
        other["paper_required"] = json!(false);
        registrar.put(SETTINGS, &other).await.problem(409, "stale");
        other["version"] = json!(1);
        assert_eq!(registrar.put(SETTINGS, &other).await.expect(200).json::<SchoolSettings>().version, 2);
    }

    async fn another_school_is_not_there(city: City) {
        let registrar = registrar(&city).await;
        for path in ["schools/403503/settings", "schools/999999/settings"] {
            registrar.get(path).await.problem(404, "not_found");
            registrar.put(path, settings(0)).await.problem(404, "not_found");
        }
        city.teacher("lin").await.get(SETTINGS).await.problem(403, "not_allowed");
        city.client().get("schools/999999/contacts").await.problem(404, "not_found");
        let unset: SchoolContacts = city.client().get("schools/403503/contacts").await.expect(200).json();
        assert_eq!(unset, SchoolContacts::default());
    }

    async fn what_is_wrong_with_the_settings_is_told_at_its_field(city: City) {
        let registrar = registrar(&city).await;
        let mut asked = settings(0);
        asked["contacts"][0]["phone"] = json!("註冊組");
        asked["contacts"][0]["office"] = json!(" ");
        let refused = registrar.put(SETTINGS, &asked).await;
        refused.problem(422, "invalid_fields").fields(&[("/contacts/0/office", "required"), ("/contacts/0/phone", "format")]);
        let mut asked = settings(0);
        let twice = asked["contacts"][0].clone();
        asked["contacts"].as_array_mut().unwrap().push(twice);
        let refused = registrar.put(SETTINGS, &asked).await;
        refused.problem(422, "invalid_fields").fields(&[("/contacts", "duplicate")]);
    }
}
