//! Forms that are not of the documented shape, or break a rule.

use crate::support::*;
use serde_json::{Value, json};
use time::Duration;

/// Sends a good form that `change` made wrong.
async fn send_changed(parent: &Applicant, form: &Value, change: impl FnOnce(&mut Value)) -> Answer {
    let mut changed = form.clone();
    change(&mut changed);
    parent.post("binding-applications", changed).await
}

on_both! {
    async fn a_body_of_another_shape_is_told_where(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let unknown = send_changed(&parent, &form, |form| form["role"] = json!("admin")).await;
        unknown.problem(400, "malformed_body").fields(&[("/role", "unknown")]);
        let unknown = send_changed(&parent, &form, |form| form["applicant"]["status"] = json!("approved")).await;
        unknown.problem(400, "malformed_body").fields(&[("/applicant/status", "unknown")]);
        let number = send_changed(&parent, &form, |form| form["applicant"]["mobile"] = json!(912345678)).await;
        number.problem(400, "malformed_body").fields(&[("/applicant/mobile", "type")]);
        let word = send_changed(&parent, &form, |form| form["students"][0]["relationship"] = json!("uncle")).await;
        word.problem(400, "malformed_body").fields(&[("/students/0/relationship", "type")]);
        let missing = send_changed(&parent, &form, |form| drop(form.as_object_mut().unwrap().remove("signature"))).await;
        missing.problem(400, "malformed_body").fields(&[("/signature", "required")]);
        let text = form.to_string().replacen("{\"", "{\"language\":\"en\",\"language\":\"en\",\"", 1);
        let doubled = parent.post_text("binding-applications", text).await;
        doubled.problem(400, "malformed_body").fields(&[("/language", "duplicate")]);
        for broken in ["", "{", "[]", "null", "not JSON", &format!("{form} {form}")] {
            parent.post_text("binding-applications", broken).await.problem(400, "malformed_body");
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM binding_applications").await, 0);
    }

    async fn the_character_that_no_database_keeps_is_refused_in_every_field(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["applicant"]["name"] = json!("王\0明");
        form["students"][0]["relationship_note"] = json!("\0");
        let refused = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        refused.fields(&[("/applicant/name", "character"), ("/students/0/relationship_note", "character")]);
        let login = json!({ "login": "a\0b", "password": "whatever it is" });
        city.client().post("sessions", login).await.problem(422, "invalid_fields").fields(&[("/login", "character")]);
        let child = json!({ "national_id": XIAOMING.national_id, "level": "elementary", "school_code": "4036\u{0}01" });
        parent.post("student-lookups", child).await.problem(422, "invalid_fields");
        // Written out, it is harmless.
        let login = json!({ "login": "a\\u0000b", "password": "whatever it is" });
        city.client().post("sessions", login).await.problem(401, "wrong_credentials");
    }

    async fn text_that_is_not_what_it_looks_like_is_refused(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["students"][0]["relationship"] = json!("other");
        form["students"][0]["relationship_note"] = json!("姑\u{202e}姑");
        let refused = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        refused.fields(&[("/students/0/relationship_note", "character")]);
    }

    async fn every_wrong_field_is_named_at_once(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let refused = send_changed(&parent, &form, |form| {
            form["applicant"] = json!({ "national_id": "A123456788", "name": " ", "email": "x", "mobile": "02-2720-8889" });
            form["students"][0]["relationship"] = json!("other");
            form["signature"]["strokes"] = json!([]);
        });
        refused.await.problem(422, "invalid_fields").fields(&[
            ("/applicant/email", "email"),
            ("/applicant/mobile", "mobile"),
            ("/applicant/name", "required"),
            ("/applicant/national_id", "checksum"),
            ("/signature", "required"),
            ("/students/0/relationship_note", "required"),
        ]);
    }

    async fn what_is_too_long_is_refused_and_the_longest_is_not(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let refused = send_changed(&parent, &form, |form| {
            form["applicant"]["name"] = json!("王".repeat(51));
            form["applicant"]["email"] = json!(format!("{}@example.com", "a".repeat(250)));
            form["students"][0]["relationship"] = json!("other");
            form["students"][0]["relationship_note"] = json!("父".repeat(21));
        });
        refused.await.problem(422, "invalid_fields").fields(&[
            ("/applicant/email", "too_long"),
            ("/applicant/name", "too_long"),
            ("/students/0/relationship_note", "too_long"),
        ]);
        let longest = send_changed(&parent, &form, |form| {
            form["applicant"]["name"] = json!("王".repeat(50));
            form["students"][0]["relationship"] = json!("other");
            form["students"][0]["relationship_note"] = json!("父".repeat(20));
        });
        longest.await.expect(201);
    }

    async fn a_form_has_one_to_twelve_children(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let none = send_changed(&parent, &form, |form| form["students"] = json!([])).await;
        none.problem(422, "invalid_fields").fields(&[("/students", "required")]);
        let many = send_changed(&parent, &form, |form| {
            let one = || json!({ "lookup_id": city.state.new_id(), "relationship": "father" });
            form["students"] = (0..13).map(|_| one()).collect();
        });
        many.await.problem(422, "invalid_fields").fields(&[("/students", "too_many")]);
    }

    async fn the_same_child_twice_in_a_form_is_told(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let same = send_changed(&parent, &form, |form| {
            let child = form["students"][0].clone();
            form["students"].as_array_mut().unwrap().push(child);
        });
        same.await.problem(422, "invalid_fields").fields(&[("/students", "duplicate")]);
        // Looked up again so late that it has another id, it is still the same child.
        let early = parent.look_up(&DAEN).await.id;
        city.advance(Duration::hours(13));
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[DAEN, XIAOMING, YONGQING]).await;
        form["students"][2]["lookup_id"] = json!(early);
        let same = parent.post("binding-applications", form).await.problem(422, "invalid_fields");
        same.fields(&[("/students/2/lookup_id", "duplicate")]);
    }

    async fn characters_that_no_other_machine_shows_are_refused_in_a_name(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        for name in ["王\u{e000}明", "王\u{202e}明", "王\u{0}明"] {
            let refused = send_changed(&parent, &form, |form| form["applicant"]["name"] = json!(name)).await;
            refused.problem(422, "invalid_fields").fields(&[("/applicant/name", "character")]);
        }
    }
}
