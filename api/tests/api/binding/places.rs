//! Two places for a child's guardians, and those that a school opens.

use crate::support::*;
use serde_json::json;

async fn as_grandmother(city: &City, child: Child) -> Answer {
    let parent = city.applicant(LI_GUOHUA.email).await;
    let mut form = parent.form(&LI_GUOHUA, &[child]).await;
    form["students"][0]["relationship"] = json!("paternal_grandmother");
    parent.post("binding-applications", form).await
}

on_both! {
    async fn a_full_child_says_so_until_the_school_opens_a_place_for_a_guardian(city: City) {
        as_grandmother(&city, CAIJIE).await.problem(409, "parent_places_full");
        let opened = "UPDATE students SET guardian_places = 1 WHERE name = '張采潔'";
        city.sql(opened).await;
        city.advance(time::Duration::minutes(2));
        as_grandmother(&city, CAIJIE).await.expect(201);
        // It isn't for a third parent.
        let father = city.applicant(WANG_DAMING.email).await;
        let form = father.form(&WANG_DAMING, &[CAIJIE]).await;
        father.post("binding-applications", form).await.problem(409, "parent_places_full");
    }

    async fn a_correction_needs_a_place_like_a_form(city: City) {
        city.sql("UPDATE students SET guardian_places = 1 WHERE name = '張采潔'").await;
        let sent = as_grandmother(&city, CAIJIE).await.expect(201).value()["items"][0].clone();
        let id = sent["id"].as_str().unwrap().parse().unwrap();
        city.advance(time::Duration::minutes(2));
        let parent = city.applicant(LI_GUOHUA.email).await;
        let sent = parent.application(id).await;
        city.teacher("lin").await.send_back(&sent, "請更正關係").await;
        let refused = parent.send_again(id, &LI_GUOHUA, "father").await.problem(409, "parent_places_full");
        refused.fields(&[("/relationship", "too_many")]);
        parent.send_again(id, &LI_GUOHUA, "paternal_grandfather").await.expect(200);
    }
}
