{# Whether a version says something: it has a text, or had one that was annotated before somebody asked to forget it. #}
{% macro is_readable() -%}
    trim(full_text) != '' or version_id in (select version_id from {{ ref('stg_annotations') }})
{%- endmacro %}
