{# One identifier from several columns; an empty column counts as an empty text. #}
{% macro key(columns) -%}
    md5(concat_ws(chr(31){% for column in columns %}, coalesce({{ column }}, ''){% endfor %}))
{%- endmacro %}
