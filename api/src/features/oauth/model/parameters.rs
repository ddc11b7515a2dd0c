use super::OauthError;
use std::collections::BTreeMap;

/// Names and values of a form or query. A parameter without a value is as good as absent, one that comes twice an error
/// (RFC 6749 3.1).
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// # Errors
    /// `invalid_request` for one that comes twice, or holds what no database keeps.
    pub fn new(pairs: Vec<(String, String)>) -> Result<Self, OauthError> {
        let mut parameters = BTreeMap::new();
        for (name, value) in pairs {
            if value.contains('\0') {
                return Err(OauthError::invalid_request("a parameter holds the character U+0000"));
            }
            if !value.is_empty() && parameters.insert(name, value).is_some() {
                return Err(OauthError::invalid_request("a parameter comes twice"));
            }
        }
        Ok(Self(parameters))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// # Errors
    /// `invalid_request` when it is absent.
    pub fn required(&self, name: &str) -> Result<&str, OauthError> {
        self.get(name).ok_or(OauthError::invalid_request("a required parameter is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Result<Parameters, OauthError> {
        Parameters::new(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn what_comes_twice_is_refused_and_what_is_empty_is_absent() {
        assert!(parameters(&[("a", "1"), ("a", "1")]).is_err());
        assert!(parameters(&[("a", "1\0")]).is_err());
        let read = parameters(&[("a", ""), ("b", "2")]).unwrap();
        assert_eq!((read.get("a"), read.get("b")), (None, Some("2")));
        assert!(read.required("a").is_err());
    }
}
