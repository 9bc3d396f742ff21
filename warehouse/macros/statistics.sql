{# Kept in the database, so that models, named queries and readers have the same ones. All are empty where there is
   nothing to count. wilson_low, wilson_high: the 95 % interval of a share of hits among n. shrunk: the share drawn
   toward a mean, as if `weight` more cases with that mean had been seen. prior_weight: that weight, an aggregate
   over the groups that are compared (method of moments for the beta-binomial; between 1 and 199 cases). #}
{% macro create_statistics() %}
    create schema if not exists marts;
    create or replace macro marts.wilson_low(hits, n) as
        if(n > 0, greatest(0, (hits + 1.92072941 - 1.95996398 * sqrt(hits * (n - hits) / n + 0.96036471)) / (n + 3.84145882)), null);
    create or replace macro marts.wilson_high(hits, n) as
        if(n > 0, least(1, (hits + 1.92072941 + 1.95996398 * sqrt(hits * (n - hits) / n + 0.96036471)) / (n + 3.84145882)), null);
    create or replace macro marts.shrunk(hits, n, mean, weight) as
        if(n > 0, (hits + mean * weight) / (n + weight), null);
    create or replace macro marts.spread(hits, n) as
        (sum(hits * hits / n) - sum(hits) ** 2 / sum(n)
            - (count(*) - 1) * (sum(hits) / sum(n)) * (1 - sum(hits) / sum(n)))
        / nullif((sum(n) - sum(n * n) / sum(n)) * (sum(hits) / sum(n)) * (1 - sum(hits) / sum(n)), 0);
    create or replace macro marts.prior_weight(hits, n) as
        1 / least(0.5, greatest(0.005, coalesce(marts.spread(hits, n), 0.005))) - 1;
{% endmacro %}
