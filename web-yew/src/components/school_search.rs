//! Finding a school by a few typed characters.

use shared_types::school::{School, SchoolLevel};

/// The schools of a level that match what was typed, best first. Nothing typed matches all.
pub fn matching<'a>(schools: &'a [School], level: Option<SchoolLevel>, typed: &str) -> Vec<&'a School> {
    let wanted = simplified(typed);
    // Schools of one rank stay in the order of the list, which goes by district.
    let mut ranks: [Vec<&School>; RANKS] = Default::default();
    for school in schools.iter().filter(|school| level.is_none_or(|level| school.levels.contains(&level))) {
        if let Some(rank) = rank(school, &wanted) {
            ranks[rank].push(school);
        }
    }
    // The loosest reading is for those who find nothing otherwise.
    if ranks[..LOOSE].iter().any(|found| !found.is_empty()) {
        ranks[LOOSE].clear();
    }
    ranks.concat()
}

/// As the field shows a chosen school.
pub fn shown(school: &School) -> String {
    format!("{}（{}）", school.name, school.district)
}

/// The one school whose name was typed out.
pub fn exact<'a>(schools: &'a [School], level: Option<SchoolLevel>, typed: &str) -> Option<&'a School> {
    let wanted = simplified(typed);
    let mut same = schools
        .iter()
        .filter(|school| level.is_none_or(|level| school.levels.contains(&level)))
        .filter(|school| [simplified(&school.name), short_name(school), simplified(&shown(school))].contains(&wanted));
    same.next().filter(|_| same.next().is_none())
}

const RANKS: usize = 4;
const LOOSE: usize = RANKS - 1;

/// How well a school fits: lower is better.
fn rank(school: &School, wanted: &str) -> Option<usize> {
    let (name, short, district) = (simplified(&school.name), short_name(school), simplified(&school.district));
    if wanted.is_empty() || short.starts_with(wanted) {
        Some(0)
    } else if name.contains(wanted) || school.code == wanted {
        Some(1)
    } else if district.starts_with(wanted) {
        Some(2)
    } else if is_subsequence(wanted, &format!("{district}{name}{district}")) {
        // 「內小」 is 內湖國小, 「內湖區麗山」 is 麗山 in 內湖.
        Some(LOOSE)
    } else {
        None
    }
}

/// The name without who runs the school: 「內湖國小」.
fn short_name(school: &School) -> String {
    let name = simplified(&school.name);
    ["國立", "市立", "私立"].iter().find_map(|owner| name.strip_prefix(owner)).unwrap_or(&name).to_owned()
}

/// Spelling that doesn't matter: 臺/台, full-width forms, spaces, brackets, and the city's own name.
fn simplified(text: &str) -> String {
    let plain: String = shared_types::text::normalise_identifier(text)
        .chars()
        .filter(|c| !matches!(c, '(' | ')'))
        .map(|c| if c == '臺' { '台' } else { c })
        .collect();
    match plain.strip_prefix("台北市") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => plain,
    }
}

fn is_subsequence(wanted: &str, text: &str) -> bool {
    let mut rest = text.chars();
    wanted.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schools() -> Vec<School> {
        let school = |code: &str, name: &str, district: &str, levels: &[SchoolLevel]| School {
            code: code.into(),
            name: name.into(),
            district: district.into(),
            levels: levels.to_vec(),
        };
        use SchoolLevel::{Elementary, JuniorHigh, SeniorHigh};
        vec![
            school("313301", "市立西松高中", "松山區", &[JuniorHigh, SeniorHigh]),
            school("343606", "市立內湖國小", "內湖區", &[Elementary]),
            school("343607", "市立碧湖國小", "內湖區", &[Elementary]),
            school("343505", "市立內湖國中", "內湖區", &[JuniorHigh]),
            school("330601", "國立臺北教大實小", "大安區", &[Elementary]),
        ]
    }

    fn names(level: Option<SchoolLevel>, typed: &str) -> Vec<String> {
        matching(&schools(), level, typed).into_iter().map(|school| school.name.clone()).collect()
    }

    #[test]
    fn a_name_comes_before_its_district() {
        assert_eq!(names(Some(SchoolLevel::Elementary), "內湖"), ["市立內湖國小", "市立碧湖國小"]);
        assert_eq!(names(None, "松山"), ["市立西松高中"]);
        assert_eq!(names(None, "內湖國"), ["市立內湖國小", "市立內湖國中"]);
    }

    #[test]
    fn both_spellings_of_taipei_are_one() {
        assert_eq!(names(None, "台北教大"), ["國立臺北教大實小"]);
        assert_eq!(names(None, "臺北教大"), ["國立臺北教大實小"]);
        assert_eq!(names(None, "臺北市立西松"), ["市立西松高中"]);
    }

    #[test]
    fn a_school_of_two_levels_is_found_in_both() {
        assert_eq!(names(Some(SchoolLevel::JuniorHigh), "西松"), ["市立西松高中"]);
        assert_eq!(names(Some(SchoolLevel::SeniorHigh), "西松"), ["市立西松高中"]);
        assert!(names(Some(SchoolLevel::Elementary), "西松").is_empty());
    }

    #[test]
    fn single_characters_and_district_before_name_are_enough() {
        assert_eq!(names(None, "碧小"), ["市立碧湖國小"]);
        assert_eq!(names(None, "內湖區碧湖"), ["市立碧湖國小"]);
    }

    #[test]
    fn a_name_typed_out_is_a_choice() {
        let schools = schools();
        let code = |typed: &str| exact(&schools, None, typed).map(|school| school.code.as_str());
        assert_eq!(code("內湖國小"), Some("343606"));
        assert_eq!(code("市立內湖國小（內湖區）"), Some("343606"));
        assert_eq!(code("內湖"), None);
    }
}
