{# The rows of provider_facts of each number: how many, how many of them hit. For a grouped select. #}
{% macro fact_counts(numbers) -%}
    {%- for number in numbers %}
        count(*) filter (where number = '{{ number }}') as {{ number }}_n,
        count(*) filter (where number = '{{ number }}' and is_hit) as {{ number }}_count{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# n, count, share and Wilson interval of each number, from its fact_counts. #}
{% macro fact_shares(numbers) -%}
    {%- for number in numbers %}
    coalesce({{ number }}_n, 0) as {{ number }}_n,
    coalesce({{ number }}_count, 0) as {{ number }}_count,
    {{ number }}_count / nullif({{ number }}_n, 0) as {{ number }}_share,
    marts.wilson_low({{ number }}_count, {{ number }}_n) as {{ number }}_low,
    marts.wilson_high({{ number }}_count, {{ number }}_n) as {{ number }}_high{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
